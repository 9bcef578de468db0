/**
 * Lets the process live on where nobody reads its standard output or error any more (`| head`, a terminal that was closed)
 * or where they are files on a full disk: an output that cannot be written changes nothing.
 */
export function surviveClosedStreams(): void {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined)
}
