import { balanceOf } from "../../shared/ledger/settle.mjs";

/** The object of one subject of one provider. */
export function subjectObject(env, { provider, subject }) {
  return env.SUBJECTS.getByName(`${provider}/${subject}`);
}

/** The object of a user's balance: a credit of Reward is added to it. */
export function balanceObject(env, unit) {
  return balanceNamed(env, balanceOf(unit));
}

export function balanceNamed(env, name) {
  return env.BALANCES.getByName(name);
}

/** One of the objects that list the deliveries of all subjects. */
export function overviewObject(env, shard) {
  return env.OVERVIEW.getByName(`overview-${shard}`);
}

/** The single object with the end of the time in which we answer isendu's confirmation. */
export function confirmationObject(env) {
  return env.CONFIRMATION.getByName("confirmation");
}

/** The single object that the health check writes to. */
export function probeObject(env) {
  return env.PROBE.getByName("probe");
}

/** The single object with the deliveries that cannot be parsed. */
export function quarantineObject(env) {
  return env.QUARANTINE.getByName("quarantine");
}
