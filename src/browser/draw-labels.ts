import type uPlot from 'uplot'
import type { DrawnChart } from '../reports/page/page-data.ts'
import type { Colours } from './colours.ts'
import { type Point, placeLabels } from './place-labels.ts'
import { scaleOf } from './scales.ts'

const FONT_SIZE = 12
const LINE_HEIGHT = 17
/** Between a line and its label, and around the text where a curve runs under it. */
const GAP = 4

/** Names what was found at its place of the x axis; where there is little room over each other, and away from the curves. */
export function drawLabels(plot: uPlot, { marks, x }: DrawnChart, colours: Colours): void {
  const found = marks.filter(({ axis, what }) => axis === 'x' && what === 'point')
  if (found.length === 0) return
  const { ctx, bbox } = plot
  const unit = devicePixelRatio
  ctx.save()
  ctx.font = `${FONT_SIZE * unit}px system-ui, sans-serif`
  ctx.textAlign = 'left'
  ctx.textBaseline = 'middle'
  ctx.lineJoin = 'round'
  ctx.lineWidth = GAP * unit
  ctx.strokeStyle = colours.back
  ctx.fillStyle = colours.text
  const labels = found.map(({ at, label }) => ({
    at: plot.valToPos(scaleOf(x).toPlace(at), 'x', true),
    width: ctx.measureText(label).width + 2 * GAP * unit,
  }))
  placeLabels(labels, bbox, LINE_HEIGHT * unit, pointsOf(plot)).forEach(({ left, top, height }, place) => {
    const text = found[place]?.label ?? ''
    const [textLeft, middle] = [left + GAP * unit, top + height / 2]
    ctx.strokeText(text, textLeft, middle)
    ctx.fillText(text, textLeft, middle)
  })
  ctx.restore()
}

/** How far apart the points along a curve are at most, in CSS pixels. */
const STEP = 4

/** The curves as points that lie close together, in pixels of the canvas. */
function pointsOf(plot: uPlot): readonly Point[] {
  const [first, ...columns] = plot.data
  const places = Array.from(first)
  return columns.flatMap((column) => {
    const points = places.flatMap((place, index): Point[] => {
      const value = column[index]
      return value == null ? [] : [[plot.valToPos(place, 'x', true), plot.valToPos(value, 'y', true)]]
    })
    return points.flatMap((point, index) => [point, ...between(points[index - 1] ?? point, point)])
  })
}

function between([fromX, fromY]: Point, [toX, toY]: Point): readonly Point[] {
  const steps = Math.floor(Math.hypot(toX - fromX, toY - fromY) / (STEP * devicePixelRatio))
  return Array.from({ length: steps }, (_, step): Point => {
    const share = (step + 1) / (steps + 1)
    return [fromX + share * (toX - fromX), fromY + share * (toY - fromY)]
  })
}
