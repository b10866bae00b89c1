/** Attention tensors out of real language models: tokenizer, inner tensors of an ONNX model, trace file. */
@NullMarked
package dev.headrace.extract;

import org.jspecify.annotations.NullMarked;
