// Plans which steps of the test run go side by side.

/**
 * Returns the steps in groups, in their order. A group is a list of lanes, which run at the same time. The steps of a lane follow
 * each other. `sideBySide` lists the groups with more than one lane, by the names of their steps. Any other step is a group with
 * one lane.
 */
export function planLanes(steps, sideBySide) {
  const plan = [];
  for (const step of steps) {
    const [name] = step;
    const names = sideBySide.find((lanes) => lanes.flat().includes(name));
    let group = plan.at(-1);
    if (names === undefined || group?.names !== names) {
      group = { names, lanes: (names ?? [[name]]).map(() => []) };
      plan.push(group);
    }
    const at = names?.findIndex((lane) => lane.includes(name)) ?? 0;
    group.lanes[at].push(step);
  }
  return plan.map(({ lanes }) => lanes.filter((lane) => lane.length > 0));
}
