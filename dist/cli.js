#!/usr/bin/env node
import { createRequire as perfGateCreateRequire } from 'node:module';import { fileURLToPath as perfGateFileURLToPath } from 'node:url';const require = perfGateCreateRequire(import.meta.url);const __filename = perfGateFileURLToPath(import.meta.url);const __dirname = perfGateFileURLToPath(new URL('.', import.meta.url))
import{a as o}from"./chunk-EX6PY5QK.js";import"./chunk-VW3QQTQI.js";var e=o(process.versions.node);if(e===null){let{runCommand:r}=await import("./chunk-VQQTJOAO.js");process.exitCode=await r(process.argv.slice(2))}else console.error(e),process.exitCode=2;
