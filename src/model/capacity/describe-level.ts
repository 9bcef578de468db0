import { formatBytes, formatCores, formatRate } from '../units.ts'
import type { LevelKind } from './capacity-config.ts'
import type { Box, Level } from './trial.ts'

/** `12 connections`, `114/s`, `500 users`. */
export function describeAmount(level: Level): string {
  return level.model === 'rate' ? formatRate(level.amount) : `${level.amount} ${nounOf(level.model, level.amount)}`
}

/** What a load is counted in: `connection`, `connections`. */
export function nounOf(model: LevelKind['model'], amount: number): string {
  const noun = { connections: 'connection', rate: 'request per second', users: 'user' }[model]
  if (amount === 1) return noun
  return model === 'rate' ? 'requests per second' : `${noun}s`
}

/** `2 x 0.3 CPU, 512 MiB each`, `1 CPU, 1 GiB`. */
export function describeBox({ replicas, cpus, memoryBytes }: Box): string {
  const one = `${formatCores(cpus)} CPU, ${formatBytes(memoryBytes)}`
  return replicas === 1 ? one : `${replicas} x ${one} each`
}
