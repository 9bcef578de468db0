import { describe, expect, it } from 'vitest'
import { connectionsStage, image, outOfMemory, type StageNumbers } from '../../fixtures/results.ts'
import { targetFigures } from '../../fixtures/specs.ts'
import type { Config, Side } from '../model/config.ts'
import { InterruptedError, SetupError } from '../model/errors.ts'
import { decodeCalibration } from '../model/judge/calibration.ts'
import { plainText } from '../model/outside.ts'
import type { Report } from '../model/report/report.ts'
import { calibrate } from './calibrate.ts'
import { Small, smallConfig } from './test/small-world.ts'

/** Two starts of one image that differ by some `noise`, and an RPS that follows the CPU limit of whoever is asked. */
function noisyWorld(noise: number, parts: Partial<Config> = {}): Small {
  const small = new Small()
  small.baselineImage = image
  small.config = smallConfig({ rounds: 6, stages: [connectionsStage('steady')], ...parts })
  // 0.6 cores are in use (see the fixture's figures): a smaller limit takes away its share.
  small.stage = (_, start, side): StageNumbers => ({
    ok: Math.round(20_000 * Math.min(1, (small.cpus.get(side) ?? 1) / 0.6) * wobble(noise, start, side)),
  })
  return small
}

/** Another factor for each start, without any pattern between the sides. */
function wobble(noise: number, start: number, side: Side): number {
  return 1 + noise * Math.sin(start * (side === 'candidate' ? 7.1 : 3.3))
}

const headline = ({ headline: sentence }: Report) => plainText(sentence)

describe('a calibration', () => {
  it('compares the image with itself to the last look, then with 90 % of the CPU that it used, and leaves nothing running', async () => {
    const small = noisyWorld(0.004)
    const { calibration, judged, report } = await calibrate(small.world())
    expect(calibration.equal.evidence).toHaveLength(6)
    expect(calibration.equal.images.baseline?.id).toBe(calibration.equal.images.candidate.id)
    expect(calibration.control).toMatchObject({ state: 'run', quota: { stage: 'steady', usedCores: 0.6, cpus: 0.54 } })
    expect([...small.cpus]).toEqual([
      ['candidate', 0.54],
      ['baseline', 1],
    ])
    expect(judged.equal.outcome).toBe('pass')
    expect(judged.control).toMatchObject({ state: 'flagged', check: { stage: 'steady', metric: 'rps' } })
    expect(headline(report)).toBe('Calibrated: the image with 10% less CPU was flagged')
    expect(small.living).toBe(0)
  })

  it('says that the control failed where the noise hides it', async () => {
    const { judged, report } = await calibrate(noisyWorld(0.2).world())
    expect(judged.control.state).toBe('missed')
    expect(report.outcome).toBe('inconclusive')
    expect(headline(report)).toMatch(
      /^Control failed: the image with 10% less CPU was not flagged: steady: RPS .*cannot tell: this run could only see/,
    )
  })

  it('looks for the control within 5 % where the tolerance would allow what it takes away', async () => {
    const small = noisyWorld(0.004)
    const { baseline } = small.config
    small.config = { ...small.config, baseline: { ...baseline, tolerance: { rps: 0.15, p95: 0.2 } } }
    const { calibration, judged } = await calibrate(small.world())
    expect(judged.control.state).toBe('flagged')
    expect(calibration.equal.asked.tolerance).toEqual({ rps: 0.15, p95: 0.2 })
    expect(calibration.control.state === 'run' && calibration.control.result.asked.tolerance).toEqual({
      rps: 0.05,
      p95: 0.05,
    })
  })

  it('has no control where the CPU that was used cannot be counted', async () => {
    const small = noisyWorld(0.004)
    small.figures = () => targetFigures({ replicas: [] })
    const { judged, report } = await calibrate(small.world())
    expect(judged.control.state).toBe('missed')
    expect(headline(report)).toContain('it was not run, because the CPU that the image used could not be counted')
  })

  it('does not ask for thresholds', async () => {
    const small = noisyWorld(0.004)
    small.config = { ...small.config, thresholds: smallConfig().thresholds.map((one) => ({ ...one, limit: 1e9 })) }
    const { judged } = await calibrate(small.world())
    expect(judged.equal.checks.map(({ kind }) => kind)).not.toContain('threshold')
  })

  it('keeps what it has before the control, and all of it at the end', async () => {
    const small = noisyWorld(0.004)
    const { calibration } = await calibrate(small.world())
    const kept = small.kept.map(decodeCalibration)
    expect(kept.map(({ control }) => control.state)).toEqual(['not-run', 'run'])
    expect(kept[1]).toEqual(calibration)
  })

  it('cannot be made of fewer rounds than a first look needs, of an image that does not start, or where they do not fit the budget', async () => {
    const few = noisyWorld(0.004, { rounds: 3 })
    const dead = noisyWorld(0.004)
    dead.startsAs = () => outOfMemory
    const long = noisyWorld(0.004, { budgetMs: 60_000 })
    long.onStage = () => long.passTime(20_000)
    for (const [small, why] of [
      [few, '"rounds: 3" is less than the 6'],
      [dead, 'The target did not start (round 1)'],
      [long, 'The image cannot be compared with itself: a round takes 20 s'],
    ] as const) {
      const error = await calibrate(small.world()).catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(SetupError)
      expect((error as SetupError).message).toContain(why)
      expect(small.living).toBe(0)
    }
  })

  it('throws what it was interrupted by, and leaves nothing running', async () => {
    const small = noisyWorld(0.004)
    small.onStage = () => small.interrupt.abort(new InterruptedError('SIGINT'))
    await expect(calibrate(small.world())).rejects.toThrow(InterruptedError)
    expect(small.living).toBe(0)
  })
})
