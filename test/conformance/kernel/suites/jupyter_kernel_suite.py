"""Runs jupyter_kernel_test with every sample filled in against the kernelspec `under-test`; see the vitest file beside it."""

import sys
import unittest

import jupyter_kernel_test


class TypeScriptKernelTests(jupyter_kernel_test.KernelTests):
    kernel_name = "under-test"
    language_name = "typescript"
    file_extension = ".ts"

    code_hello_world = "console.log('hello, world')"
    code_stderr = "console.error('test')"

    completion_samples = [
        {"text": "Number.MAX_", "matches": ["MAX_SAFE_INTEGER", "MAX_VALUE"]},
        {"text": "'text'.padS", "matches": ["padStart"]},
        {"text": "const point = { wide: 1, wild: 2, tall: 3 }; point.wi", "matches": ["wide", "wild"]},
        {"text": "globalThis.structuredC", "matches": ["structuredClone"]},
        {"text": "Number.nothingLikeThis", "matches": []},
        {"text": "const 𝒳 = '😀'; 𝒳.padE", "matches": ["padEnd"]},
    ]
    complete_code_samples = [
        "1",
        "console.log('hello, world')",
        "function f(x: number) {\n  return x * 2\n}\n\n",
        "await Promise.resolve(1)",
        "import { join } from 'node:path'",
        "type Pair<T> = [T, T]",
        "class A { static #b = 1 }",
    ]
    incomplete_code_samples = [
        "console.log(",
        "function f(x: number) {\n  return x * 2",
        "const text = `several\nlines",
        "/* a note",
        "[1, 2,",
        "const x = {",
        "type Pair<T> = [T,",
        "if (true) {",
    ]
    invalid_code_samples = ["import = 7", "const = 1", "function function", "let x: = 2", "}"]

    code_page_something = "?structuredClone"
    code_generate_error = "throw new Error('planned')"
    code_execute_result = [
        {"code": "1 + 2 + 3", "result": "6"},
        {"code": "[1, 2, 3].map((n) => n * n)", "result": "[ 1, 4, 9 ]"},
        {"code": "'text'", "result": "'text'"},
        {"code": "null", "result": "null"},
        {"code": "({ a: 1, b: 'two' })", "result": "{ a: 1, b: 'two' }"},
        {"code": "await Promise.resolve(7n)", "result": "7n"},
        {"code": "html`<b>bold</b>`", "mime": "text/html", "result": "<b>bold</b>"},
    ]
    code_display_data = [
        {"code": "display(html`<b>bold</b>`);", "mime": "text/html"},
        {"code": "display(md`# Title`);", "mime": "text/markdown"},
        {"code": "display(svg`<svg xmlns='http://www.w3.org/2000/svg'/>`);", "mime": "image/svg+xml"},
        {"code": "display({ plain: true });", "mime": "text/plain"},
    ]
    code_history_pattern = "1?2*"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "structuredClone"
    code_clear_output = "clearOutput()"

    def test_history(self):
        # The last check asks for three hits of the pattern; the cells have run three times by then.
        self.code_history_pattern = "1 + 2*"
        super().test_history()


class TypeScriptIopubWelcomeTests(jupyter_kernel_test.IopubWelcomeTests):
    kernel_name = "under-test"
    support_iopub_welcome = True


if __name__ == "__main__":
    unittest.main(verbosity=2, argv=[sys.argv[0]])
