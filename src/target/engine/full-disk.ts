import { words } from '../../model/outside.ts'

/**
 * What the engine says, and the kernel through it, when nothing more can be written where it keeps images and containers. Of its control
 * groups the kernel says the same, where it means something else.
 */
export const SAYS_DISK_FULL = /^(?!.*\/sys\/fs\/cgroup).*(no space left on device|disk quota exceeded)/is

/** What to do about it. */
export const FREE_THE_DISK = words`Free some ("docker system df" shows what takes it, "docker system prune --all" removes what no container uses), or use a machine with a larger disk.`
