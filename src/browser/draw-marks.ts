import type uPlot from 'uplot'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Colours } from './colours.ts'
import { scaleOf } from './scales.ts'

/** Draws the stretches of a chart that mean something, under its curves. */
export function drawBands(plot: uPlot, { bands, x, y }: DrawnChart, colours: Colours): void {
  const { ctx, bbox } = plot
  ctx.save()
  ctx.fillStyle = colours.band
  for (const { axis, from, to } of bands) {
    const place = placer(plot, axis, axis === 'x' ? x : y)
    const [low, high] = axis === 'x' ? [bbox.left, bbox.left + bbox.width] : [bbox.top + bbox.height, bbox.top]
    const [begin, end] = [from === null ? low : place(from), to === null ? high : place(to)]
    clip(ctx, bbox)
    if (axis === 'x') ctx.fillRect(begin, bbox.top, end - begin, bbox.height)
    else ctx.fillRect(bbox.left, end, bbox.width, begin - end)
  }
  ctx.restore()
}

/** Draws limits, events and findings over the curves: limits dashed, events with a triangle at the top. */
export function drawMarks(plot: uPlot, { marks, x, y }: DrawnChart, colours: Colours): void {
  const { ctx, bbox } = plot
  ctx.save()
  clip(ctx, bbox)
  const unit = devicePixelRatio
  for (const { axis, at, what } of marks) {
    const place = Math.round(placer(plot, axis, axis === 'x' ? x : y)(at))
    ctx.strokeStyle = what === 'point' ? colours.text : what === 'limit' ? colours.limit : colours.event
    ctx.fillStyle = ctx.strokeStyle
    ctx.lineWidth = (what === 'point' ? 1 : 1.5) * unit
    ctx.setLineDash(what === 'limit' ? [6 * unit, 4 * unit] : what === 'event' ? [2 * unit, 2 * unit] : [])
    ctx.beginPath()
    if (axis === 'x') {
      ctx.moveTo(place, bbox.top)
      ctx.lineTo(place, bbox.top + bbox.height)
    } else {
      ctx.moveTo(bbox.left, place)
      ctx.lineTo(bbox.left + bbox.width, place)
    }
    ctx.stroke()
    if (what === 'event') triangle(ctx, place, bbox.top, 6 * unit)
  }
  ctx.restore()
}

function triangle(ctx: CanvasRenderingContext2D, x: number, top: number, size: number): void {
  ctx.beginPath()
  ctx.moveTo(x - size, top)
  ctx.lineTo(x + size, top)
  ctx.lineTo(x, top + 1.5 * size)
  ctx.closePath()
  ctx.fill()
}

/** From a value of an axis to a pixel of the canvas. */
export function placer(plot: uPlot, axis: 'x' | 'y', of: DrawnChart['x']): (value: number) => number {
  const { toPlace } = scaleOf(of)
  return (value) => plot.valToPos(toPlace(value), axis, true)
}

function clip(ctx: CanvasRenderingContext2D, { left, top, width, height }: uPlot.BBox): void {
  ctx.beginPath()
  ctx.rect(left, top, width, height)
  ctx.clip()
}
