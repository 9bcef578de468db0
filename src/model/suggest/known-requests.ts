import type { DraftRequest } from '../draft.ts'
import { words } from '../outside.ts'

const GET: DraftRequest = {
  name: 'index',
  weight: 1,
  method: 'GET',
  path: '/',
  json: undefined,
  status: null,
  state: 'written',
  notes: [],
}

/** `GET /` with the status that it gives, for an image of which nothing else is known. */
export function indexRequest(status: number | null): DraftRequest {
  if (status === null) return { ...GET, notes: [words`It did not answer when it was tried.`] }
  return { ...GET, status: status >= 200 && status <= 299 ? null : status }
}

/** MLflow's scoring server documents no body. https://mlflow.org/docs/latest/ml/deployment/deploy-model-locally/ */
export function mlflowRequest(path = '/invocations'): DraftRequest {
  return {
    ...GET,
    name: 'invocations',
    weight: 3,
    method: 'POST',
    path,
    json: { inputs: [[0]] },
    notes: [
      words`MLflow: put a real row here. With named columns: json: { dataframe_split: { columns: [a, b], data: [[1, 2]] } }`,
    ],
  }
}

/** Shows how the request is written that somebody still has to write. */
export const EXAMPLE_REQUEST: DraftRequest = {
  ...GET,
  name: 'predict',
  weight: 3,
  method: 'POST',
  path: '/predict',
  json: { features: [1, 2, 3] },
  state: 'commented',
  notes: [words`For example:`],
}
