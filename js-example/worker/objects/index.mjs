import { balanceOf } from "../../shared/ledger/settle.mjs";

/** The object of one subject of one provider. */
export function subjectObject(env, { provider, subject }) {
  return env.SUBJECTS.getByName(`${provider}/${subject}`);
}

/** The object of the balance that a credit belongs to: a user of Reward has one. */
export function balanceObject(env, unit) {
  return balanceNamed(env, balanceOf(unit));
}

export function balanceNamed(env, name) {
  return env.BALANCES.getByName(name);
}

/** One of the objects that list what all the others hold. */
export function overviewObject(env, shard) {
  return env.OVERVIEW.getByName(`overview-${shard}`);
}

/** The one object that knows until when isendu's confirmation is answered. */
export function confirmationObject(env) {
  return env.CONFIRMATION.getByName("confirmation");
}

/** The one object that the health check writes to. */
export function probeObject(env) {
  return env.PROBE.getByName("probe");
}

/** The one object that holds unreadable deliveries. */
export function quarantineObject(env) {
  return env.QUARANTINE.getByName("quarantine");
}
