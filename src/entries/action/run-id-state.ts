/** The action's state by which the post step knows what the main step may have left. */
export const RUN_ID_STATE = 'run-id'
