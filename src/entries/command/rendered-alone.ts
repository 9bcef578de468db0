import { isCapacityText, readCapacity } from '../../model/capacity/read-capacity.ts'
import { SetupError } from '../../model/errors.ts'
import { isCalibrationText, readCalibration } from '../../model/judge/read-calibration.ts'
import { outside, type Words, words } from '../../model/outside.ts'
import type { TextOfFile } from '../../ports.ts'
import { concludeCalibration } from '../../stories/conclude-calibration.ts'
import { openFile } from '../../stories/open-file.ts'
import { size } from '../../stories/size.ts'
import { type Rendered, renderedCalibration, renderedCapacity } from './rendered-files.ts'

/** A kind of file that is not compared with another one. */
type Alone = {
  readonly owns: (text: string) => boolean
  readonly what: string
  readonly command: string
  readonly render: (file: TextOfFile) => Rendered | { readonly why: Words }
}

const KINDS: readonly Alone[] = [
  {
    owns: isCapacityText,
    what: 'what a capacity run has measured',
    command: 'capacity',
    render: (file) => {
      const opened = openFile(file, readCapacity)
      return opened.state === 'bad' ? opened : renderedCapacity(size(opened.capacity))
    },
  },
  {
    owns: isCalibrationText,
    what: 'a calibration',
    command: 'calibrate',
    render: (file) => {
      const opened = openFile(file, readCalibration)
      return opened.state === 'bad' ? opened : renderedCalibration(concludeCalibration(opened.calibration))
    },
  },
]

/** What a file is that is rendered alone, and how; `null`: it is to be a result. `render` throws SetupError where the file cannot be used. */
export function renderedAlone(
  path: string,
  file: TextOfFile,
): { readonly what: string; readonly render: () => Rendered } | null {
  const kind = file.state === 'text' ? KINDS.find(({ owns }) => owns(file.text)) : undefined
  if (kind === undefined) return null
  return {
    what: kind.what,
    render: () => {
      const rendered = kind.render(file)
      if (!('why' in rendered)) return rendered
      throw new SetupError(
        words`The result file cannot be used: ${outside(path)}: ${rendered.why}`,
        words`Give a file that "perf-gate ${kind.command}" wrote, and this version of perf-gate or a newer one.`,
      )
    },
  }
}
