import { expect, test } from 'vitest'
import { outside } from '../outside.ts'
import { lastError } from './last-error.ts'

const found = (...lines: readonly string[]) => lastError(lines.map(outside))?.outside ?? null

test('is the line that ends a traceback of Python, the last of several', () => {
  const chained = [
    'Traceback (most recent call last):',
    '  File "urllib3/connection.py", line 200, in _new_conn',
    'urllib3.exceptions.NameResolutionError: Failed to resolve',
    '',
    'During handling of the above exception, another exception occurred:',
    'mlflow.exceptions.MlflowException: API request to http://mlflow:5000/api failed\n',
    'ERROR:    Application startup failed. Exiting.',
  ]
  expect(found(...chained)).toBe('mlflow.exceptions.MlflowException: API request to http://mlflow:5000/api failed\n')
})

test.each([
  ['Node', "Error: Cannot find module './model'"],
  ['Node', 'TypeError [ERR_INVALID_ARG_TYPE]: The "path" argument must be of type string'],
  ['Java', 'Caused by: java.net.ConnectException: Connection refused'],
  ['Java', 'Exception in thread "main" java.lang.IllegalStateException: no model'],
  ['Python', 'requests.exceptions.ConnectTimeout: no answer of the registry'],
  ['Go', 'fatal error: all goroutines are asleep - deadlock!'],
  ['Rust', "thread 'main' (12345) panicked at src/main.rs:4:5:"],
  ['Go', 'panic: runtime error: index out of range [5] with length 3'],
  ['Rust', "thread 'main' panicked at src/main.rs:4:5:"],
])('is what %s says before the frames of the stack', (_, line) => {
  expect(found('starting', line, '    at load (/app/server.js:12:3)', '}')).toBe(line)
})

test('is none where a log only speaks of errors', () => {
  expect(found()).toBe(null)
  expect(
    found(
      '0 Errors: all is well',
      'no Error',
      'Error:',
      '  File "x.py", line 1, in Error: x',
      'Exceptions are fine',
      'uvicorn.error: x',
      'Served at http://x: y',
    ),
  ).toBe(null)
})
