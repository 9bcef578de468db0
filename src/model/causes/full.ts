/** From this share of its quota's periods on, being stopped is what a container's slow answers waited for. */
export const NOTABLE_THROTTLING = 0.1

/** From this share of its limit on, the CPU is fully used: the rest goes to the edges of the stage. */
export const FULL_CPU = 0.9

/** From this share of its limit on, a container is about to be killed, and its cache is gone. */
export const CLOSE_TO_LIMIT = 0.95
