// usage: editor.mjs PROGRAM ARGUMENT...: a session with the language server, over the messages and types of VS Code.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";

const protocol = createRequire(import.meta.url)("vscode-languageserver-protocol/node");
const [program, ...options] = process.argv.slice(2);
const server = spawn(program, options, { stdio: ["pipe", "pipe", "pipe"] });
let log = "";
server.stderr.on("data", (data) => (log += data));
const ended = new Promise((resolve) => server.on("close", resolve));
const connection = protocol.createProtocolConnection(
  new protocol.StreamMessageReader(server.stdout), new protocol.StreamMessageWriter(server.stdin));
const published = new Promise((resolve) =>
  connection.onNotification(protocol.PublishDiagnosticsNotification.type, resolve));
for (const type of [protocol.RegistrationRequest.type, protocol.WorkDoneProgressCreateRequest.type]) {
  connection.onRequest(type, () => {});
}
for (const type of [protocol.InlayHintRefreshRequest.type, protocol.DiagnosticRefreshRequest.type]) {
  connection.onRequest(type, () => {});
}
connection.onRequest(protocol.ConfigurationRequest.type, ({ items }) => items.map(() => null));
connection.listen();

const wrong = [];
const expect = (holds, words) => holds || wrong.push(words);
const uri = "file:///nowhere/app.conf";
const textDocument = { uri };
const text = "# 🎉\n[web]\nlisten = 8080\ncors = https://app.example.com/\ncors_preflight_paths = /api/*\n";
await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid, rootUri: null, capabilities: { textDocument: { publishDiagnostics: { relatedInformation: true } } } });
await connection.sendNotification(protocol.InitializedNotification.type, {});
await connection.sendNotification(protocol.DidOpenTextDocumentNotification.type,
  { textDocument: { uri, languageId: "ini", version: 1, text } });
const { diagnostics } = await published;
expect(diagnostics.length > 0, "nothing is published");
expect(diagnostics.every((one) => protocol.Diagnostic.is(one)), "a diagnostic is not one");
const [first] = diagnostics;
const actions = await connection.sendRequest(protocol.CodeActionRequest.type,
  { textDocument, range: first.range, context: { diagnostics } });
expect(actions.length > 0 && actions.every((one) => protocol.CodeAction.is(one)), "there are no code actions");
const position = { line: 3, character: 10 };
const hover = await connection.sendRequest(protocol.HoverRequest.type, { textDocument, position });
expect(protocol.Hover.is(hover), "there is no hover");
const completion = await connection.sendRequest(protocol.CompletionRequest.type,
  { textDocument, position: { line: 3, character: 0 } });
expect(Array.isArray(completion?.items ?? completion), "there is no completion");
await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
expect((await ended) === 0, "it did not end with 0");
expect(log === "", `it wrote to standard error: ${log.slice(0, 300)}`);
for (const words of wrong) console.log(words);
process.exit();
