import type uPlot from 'uplot'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Colours } from './colours.ts'
import type { Curve } from './curve.ts'
import { placer } from './draw-marks.ts'

/** Half the length of the line across an end, in CSS pixels. */
const CAP = 6

/** Draws the range of single points as a bar with its ends. An end that is not known has no line across it, and the bar begins at the point. */
export function drawWhiskers(plot: uPlot, { x, y }: DrawnChart, curves: readonly Curve[], colours: Colours): void {
  const { ctx, bbox } = plot
  const unit = devicePixelRatio
  const [toX, toY] = [placer(plot, 'x', x), placer(plot, 'y', y)]
  ctx.save()
  ctx.beginPath()
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  ctx.clip()
  ctx.lineWidth = 2 * unit
  for (const { draw, range, places, y: values, ink } of curves) {
    if (draw !== 'points' || range === null) continue
    ctx.strokeStyle = colours.of(ink)
    ctx.beginPath()
    places.forEach((place, at) => {
      const value = values[at] ?? null
      if (value === null) return
      const ends = [range.low[at] ?? null, range.high[at] ?? null]
      const [low, high] = ends.map((end) => toY(end ?? value))
      ctx.moveTo(toX(place), low ?? 0)
      ctx.lineTo(toX(place), high ?? 0)
      for (const end of ends) {
        if (end === null) continue
        ctx.moveTo(toX(place) - CAP * unit, toY(end))
        ctx.lineTo(toX(place) + CAP * unit, toY(end))
      }
    })
    ctx.stroke()
  }
  ctx.restore()
}
