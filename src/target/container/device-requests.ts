import type { DeviceRequest } from 'dockerode'
import type { Gpus } from '../../model/container-spec.ts'

/** What `docker run --gpus` sends for the same: https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerCreate */
export function deviceRequests(gpus: Gpus): DeviceRequest[] {
  const chosen =
    gpus === 'all'
      ? { Count: -1, DeviceIDs: null }
      : 'count' in gpus
        ? { Count: gpus.count, DeviceIDs: null }
        : { Count: 0, DeviceIDs: [...gpus.ids] }
  // The client library's type knows no null, which is what the Docker client sends.
  return [{ Driver: '', ...chosen, Capabilities: [['gpu']], Options: {} } as DeviceRequest]
}
