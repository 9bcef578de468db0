import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { findCgroup } from './cgroup-place.ts'

const read = (name: string) => readFileSync(new URL(`../../../fixtures/${name}`, import.meta.url), 'utf8')
const ID = 'e0b9ad3e3ec8115ebb00194ca4fb20a554fb2d0470bb19ad9667f75236c87f08'
const UNIFIED = '31 23 0:26 / /sys/fs/cgroup rw,nosuid,nodev,noexec,relatime shared:4 - cgroup2 cgroup2 rw,nsdelegate\n'

describe('findCgroup', () => {
  it('finds each controller of version 1 where it is mounted, also where version 2 is mounted beside', () => {
    const id = '4a409e8acaba1a0dce7e631515dd3e7472077921c40f17083c53b40b7ccb5c6d'
    const place = findCgroup(id, read('cgroup1/proc-cgroup.txt'), read('cgroup1/mountinfo.txt'))
    const folder = (controller: string) => `/sys/fs/cgroup/${controller}/docker/${id}`
    expect(place).toEqual({
      version: 1,
      folders: {
        cpuacct: folder('cpuacct'),
        cpu: folder('cpu'),
        memory: folder('memory'),
        blkio: folder('blkio'),
        pids: folder('pids'),
        cpuset: folder('cpuset'),
      },
    })
  })

  it('finds controllers that are mounted together, and does without those that are not', () => {
    const mounts = [
      '30 25 0:27 / /sys/fs/cgroup/cpu,cpuacct rw shared:11 - cgroup cgroup rw,cpu,cpuacct',
      '31 25 0:28 / /sys/fs/cgroup/memory rw shared:12 - cgroup cgroup rw,memory',
    ].join('\n')
    const groups = `5:memory:/docker/${ID}\n4:cpu,cpuacct:/docker/${ID}\n3:blkio:/docker/${ID}\n0::/system.slice/containerd.service\n`
    const both = `/sys/fs/cgroup/cpu,cpuacct/docker/${ID}`
    expect(findCgroup(ID, groups, mounts)).toEqual({
      version: 1,
      folders: {
        cpuacct: both,
        cpu: both,
        memory: `/sys/fs/cgroup/memory/docker/${ID}`,
        blkio: null,
        pids: null,
        cpuset: null,
      },
    })
  })

  it('finds version 2 under the systemd driver', () => {
    expect(findCgroup(ID, read('cgroup2/proc-cgroup.txt'), UNIFIED)).toEqual({
      version: 2,
      folder: `/sys/fs/cgroup/system.slice/docker-${ID}.scope`,
    })
  })

  it.each([
    ['the cgroupfs driver', `0::/docker/${ID}\n`, UNIFIED, `/sys/fs/cgroup/docker/${ID}`],
    [
      'an engine without root',
      `0::/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope\n`,
      UNIFIED,
      `/sys/fs/cgroup/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`,
    ],
    [
      'a mount of a part of the tree',
      `0::/ci/docker/${ID}\n`,
      '31 23 0:26 /ci /sys/fs/my\\040groups rw - cgroup2 cgroup2 rw\n',
      `/sys/fs/my groups/docker/${ID}`,
    ],
    [
      'the machine’s tree mounted into our own namespace',
      `0::/../../system.slice/docker-${ID}.scope\n`,
      '31 23 0:26 /../.. /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n',
      `/sys/fs/cgroup/system.slice/docker-${ID}.scope`,
    ],
  ])('finds version 2 with %s', (_, groups, mounts, folder) => {
    expect(findCgroup(ID, groups, mounts)).toEqual({ version: 2, folder })
  })

  it.each([
    [
      'a process that is not the container’s: the pid is of another namespace',
      '0::/system.slice/cron.service\n',
      UNIFIED,
    ],
    ['a group outside of our namespace', `0::/../docker-${ID}.scope\n`, UNIFIED],
    ['a group outside of what is mounted', `0::/system.slice/docker-${ID}.scope\n`, UNIFIED.replace(' / ', ' /ci ')],
    ['nothing mounted', `0::/docker/${ID}\n`, '22 27 0:21 / /proc rw,relatime - proc proc rw\n'],
    ['text that is no such file', 'no\n\n::', 'x - y'],
  ])('finds nothing with %s', (_, groups, mounts) => {
    expect(findCgroup(ID, groups, mounts)).toBeNull()
  })
})
