import { expect, test } from 'vitest'
import { ownContainerIds } from './own-container.ts'

const ID = 'c0ffee00'.repeat(8)
const OTHER = 'decade00'.repeat(8)
const nothing = { mountInfo: '22 27 0:21 / /proc rw,relatime - proc proc rw\n', cgroup: '0::/\n', hostname: 'runner-7' }

function mounted(root: string, path: string): string {
  return `${nothing.mountInfo}811 790 8:1 ${root} ${path} rw,relatime - ext4 /dev/sda1 rw\n`
}

test.each([
  ['nothing outside a container', nothing, []],
  ['the host name where nobody chose one', { ...nothing, hostname: ID.slice(0, 12) }, [ID.slice(0, 12)]],
  [
    'the folder that /etc/hostname is mounted from',
    { ...nothing, mountInfo: mounted(`/var/lib/docker/containers/${ID}/hostname`, '/etc/hostname') },
    [ID],
  ],
  [
    "the folder on a data root's own file system",
    { ...nothing, mountInfo: mounted(`/containers/${ID}/resolv.conf`, '/etc/resolv.conf') },
    [ID],
  ],
  [
    "not the folders of other containers that the engine's machine has mounted",
    { ...nothing, mountInfo: mounted('/', `/var/lib/docker/containers/${ID}/mounts/shm`) },
    [],
  ],
  ['the path of a version 1 control group', { ...nothing, cgroup: `5:cpu:/\n4:memory:/docker/${ID}\n` }, [ID]],
  ['the control group that systemd made', { ...nothing, cgroup: `0::/system.slice/docker-${ID}.scope\n` }, [ID]],
  [
    'each of several once, the mounts first',
    {
      mountInfo: mounted(`/var/lib/docker/containers/${ID}/hosts`, '/etc/hosts'),
      cgroup: `4:memory:/docker/${OTHER}/docker/${ID}\n`,
      hostname: ID.slice(0, 12),
    },
    [ID, ID.slice(0, 12)],
  ],
])('takes for its own id %s', (_claim, own, expected) => expect(ownContainerIds(own)).toEqual(expected))
