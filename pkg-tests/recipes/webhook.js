import { optondemand } from "countersign";

export const webhook = {
  provider: optondemand,
  config: { secret: process.env.OPTONDEMAND_SECRET },
  onEvent: async (event) => {
    console.log("stored", event.dedupeKey); // your database: the answer waits for it
  },
  onRejected: (error) => console.warn("refused", error.code),
};
