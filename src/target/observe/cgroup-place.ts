/** Where a container's control groups lie, as folders. */
export type CgroupPlace =
  | { readonly version: 1; readonly folders: Readonly<Record<CgroupV1Controller, string | null>> }
  | { readonly version: 2; readonly folder: string }
const CONTROLLERS = ['cpuacct', 'cpu', 'memory', 'blkio', 'pids', 'cpuset'] as const
export type CgroupV1Controller = (typeof CONTROLLERS)[number]

type Mount = {
  readonly root: string
  readonly folder: string
  readonly type: string
  readonly options: readonly string[]
}

/**
 * Finds them from `/proc/PID/cgroup` of the container's main process and our own `/proc/self/mountinfo`. On a hybrid machine the
 * controllers are those of version 1. `null` where they cannot be seen from here: another pid namespace (then the process with that pid
 * is another one, in whose groups the container's id does not stand), another cgroup namespace, nothing mounted.
 * https://man7.org/linux/man-pages/man7/cgroups.7.html
 */
export function findCgroup(containerId: string, procCgroup: string, mountinfo: string): CgroupPlace | null {
  const groups = parseGroups(procCgroup).filter(({ path }) => path.includes(containerId))
  const mounts = parseMounts(mountinfo)
  const folderOf = (controller: CgroupV1Controller) => {
    const group = groups.find(({ controllers }) => controllers.includes(controller))
    return group === undefined ? null : locate(group.path, mounts.filter(holds(controller)))
  }
  const [cpuacct, cpu, memory, blkio, pids, cpuset] = CONTROLLERS.map(folderOf)
  if (cpuacct && memory) {
    return {
      version: 1,
      folders: { cpuacct, memory, cpu: cpu ?? null, blkio: blkio ?? null, pids: pids ?? null, cpuset: cpuset ?? null },
    }
  }
  const unified = groups.find(({ hierarchy }) => hierarchy === '0')
  const folder =
    unified === undefined
      ? null
      : locate(
          unified.path,
          mounts.filter(({ type }) => type === 'cgroup2'),
        )
  return folder === null ? null : { version: 2, folder }
}

function holds(controller: CgroupV1Controller): (mount: Mount) => boolean {
  return ({ type, options }) => type === 'cgroup' && options.includes(controller)
}

/** Lines as `4:memory:/docker/ID`; of version 2 as `0::/system.slice/docker-ID.scope`. */
function parseGroups(text: string) {
  return text.split('\n').flatMap((line) => {
    const [, hierarchy, controllers, path] = /^(\d+):([^:]*):(.+)$/.exec(line) ?? []
    return hierarchy === undefined || path === undefined
      ? []
      : [{ hierarchy, controllers: (controllers ?? '').split(','), path }]
  })
}

/** https://man7.org/linux/man-pages/man5/proc_pid_mountinfo.5.html: field 4 is the mount's root, 5 its folder; after the hyphen type, source, options. */
function parseMounts(text: string): readonly Mount[] {
  return text.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ')
    const [, , , root, folder] = before.split(' ')
    const [type, , options] = after.split(' ')
    return root === undefined || folder === undefined || type === undefined || !type.startsWith('cgroup')
      ? []
      : [{ root: unescapePath(root), folder: unescapePath(folder), type, options: (options ?? '').split(',') }]
  })
}

/** The kernel writes a space as `\040`. */
function unescapePath(path: string): string {
  return path.replaceAll(/\\(\d{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
}

/** A path that begins with `/..` lies outside of the namespace, or of what is mounted. */
function locate(path: string, mounts: readonly Mount[]): string | null {
  for (const { root, folder } of mounts) {
    const base = root === '/' ? '' : root
    const rest = path.startsWith(`${base}/`) ? path.slice(base.length) : null
    if (rest !== null && !rest.startsWith('/..')) return `${folder}${rest}`
  }
  return null
}
