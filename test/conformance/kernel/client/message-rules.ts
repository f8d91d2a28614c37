import {
  anything,
  count,
  fields,
  flag,
  isRecord,
  listOf,
  mapOf,
  matching,
  oneOf,
  record,
  replyOf,
  type Shape,
  text,
} from "./shapes.ts";
import type { DecodedMessage } from "./wire-format.ts";

const ok = oneOf("ok");
const mimeBundle = mapOf(anything, /^[\w\-+.]+\/[\w\-+.]+$/);
const displayed = { data: mimeBundle, metadata: record };
const transient = fields({}, { display_id: text }, { isOpen: true });
const languageInfo = fields(
  {
    name: text,
    version: text,
    mimetype: matching("a MIME type", /^[\w\-+.]+\/[\w\-+.]+$/),
    file_extension: matching("an extension with its dot", /^\.\w+$/),
  },
  // The protocol also allows objects for codemirror_mode; clients that parse it as text are why ours is text.
  { pygments_lexer: text, codemirror_mode: anything, nbconvert_exporter: text },
);
const historyRow: Shape = (row, path) => {
  if (!Array.isArray(row) || row.length !== 3) return [`${path}: expected [session, line, input]`];
  const input = row[2] as unknown;
  const isInput =
    typeof input === "string" ||
    (Array.isArray(input) &&
      input.length === 2 &&
      typeof input[0] === "string" &&
      (input[1] === null || typeof input[1] === "string"));
  return [
    ...count(row[0], `${path}[0]`),
    ...count(row[1], `${path}[1]`),
    ...(isInput ? [] : [`${path}[2]: expected text, or [text, output as text or null]`]),
  ];
};
const comm = { comm_id: text, data: record };

const executed = replyOf(
  fields(
    { status: ok, execution_count: count },
    {
      payload: listOf(fields({ source: text }, {}, { isOpen: true })),
      user_expressions: mapOf(expression),
    },
  ),
);
/** A cell that did not run, for one before it failed. */
const aborted = fields({ status: oneOf("aborted") }, { execution_count: count });

/** What the content of each message from a kernel must be, by its type: messaging protocol 5.5. */
export const contentRules: Readonly<Record<string, Shape>> = {
  kernel_info_reply: replyOf(
    fields(
      {
        status: ok,
        protocol_version: matching("5.x", /^5\.\d+(\.\d+)?$/),
        implementation: text,
        implementation_version: text,
        language_info: languageInfo,
        banner: text,
      },
      {
        help_links: listOf(fields({ text, url: text })),
        debugger: flag,
        supported_features: listOf(text),
      },
    ),
  ),
  execute_reply: (content, path) =>
    isRecord(content) && content.status === "aborted" ? aborted(content, path) : executed(content, path),
  inspect_reply: replyOf(fields({ status: ok, found: flag, ...displayed })),
  complete_reply: replyOf(
    fields({ status: ok, matches: listOf(text), cursor_start: count, cursor_end: count, metadata: record }),
  ),
  is_complete_reply: fields(
    { status: oneOf("complete", "incomplete", "invalid", "unknown") },
    { indent: text },
  ),
  history_reply: replyOf(fields({ status: ok, history: listOf(historyRow) })),
  comm_info_reply: replyOf(fields({ status: ok, comms: mapOf(fields({ target_name: text })) })),
  connect_reply: replyOf(
    fields(
      { shell_port: count, iopub_port: count, stdin_port: count, hb_port: count, control_port: count },
      { status: ok },
    ),
  ),
  shutdown_reply: replyOf(fields({ status: ok, restart: flag })),
  interrupt_reply: replyOf(fields({ status: ok })),
  debug_reply: record,
  create_subshell_reply: replyOf(fields({ status: ok, subshell_id: text })),
  delete_subshell_reply: replyOf(fields({ status: ok })),
  list_subshell_reply: replyOf(fields({ status: ok, subshell_id: listOf(text) })),
  // Not of the protocol itself: what JupyterLab's resource panel asks kernels for.
  usage_reply: fields({}, {}, { isOpen: true }),
  input_request: fields({ prompt: text, password: flag }),
  status: fields({ execution_state: oneOf("busy", "idle", "starting") }),
  execute_input: fields({ code: text, execution_count: count }),
  stream: fields({ name: oneOf("stdout", "stderr"), text }),
  display_data: fields(displayed, { transient }),
  update_display_data: fields({
    ...displayed,
    transient: fields({ display_id: text }, {}, { isOpen: true }),
  }),
  execute_result: fields({ execution_count: count, ...displayed }, { transient }),
  error: fields({ ename: text, evalue: text, traceback: listOf(text) }),
  clear_output: fields({ wait: flag }),
  comm_open: fields({ ...comm, target_name: text }, { target_module: anything }),
  comm_msg: fields(comm),
  comm_close: fields(comm),
  debug_event: record,
  iopub_welcome: fields({ subscription: text }),
};

const headerRule = fields(
  {
    msg_id: text,
    session: text,
    username: text,
    // Without a zone, clients in another one would order messages wrongly.
    date: matching("an ISO date with its zone", /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:?\d\d)$/),
    msg_type: text,
    version: matching("5.x", /^5\.\d+(\.\d+)?$/),
  },
  { subshell_id: text },
);

/** Everything in a message from a kernel that is not as the protocol says; empty when it is right. */
export function findMessageFaults({ header, metadata, parentHeader, content }: DecodedMessage): string[] {
  const type = String(header.msg_type);
  const rule = contentRules[type];
  return [
    ...headerRule(header, `${type}: header`),
    ...record(metadata, `${type}: metadata`),
    ...record(parentHeader, `${type}: parent_header`),
    ...(rule ? rule(content, `${type}: content`) : [`${type}: not a message that a kernel sends`]),
  ];
}

function expression(value: unknown, path: string): readonly string[] {
  return replyOf(fields({ status: ok, ...displayed }))(value, path);
}
