package org.blockwright.engine.compiled;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** Memory objects of tensors whose buffers have been placed. */
final class Binding {
  private final Map<Tensor, memory> memories = new IdentityHashMap<>();

  /** Returns the memory object of a tensor, always the same one. */
  memory memory(Tensor tensor) {
    return memories.computeIfAbsent(tensor, Binding::create);
  }

  /** Returns the memory objects of all tensors in a buffer. */
  List<memory> memories(Buffer buffer) {
    List<memory> result = new ArrayList<>();
    memories.forEach(
        (tensor, memory) -> {
          if (tensor.buffer() == buffer) {
            result.add(memory);
          }
        });
    return result;
  }

  private static memory create(Tensor tensor) {
    Pointer address = tensor.buffer().address();
    // Arrays of the caller are set before each run.
    return new memory(tensor.desc(), OneDnn.cpu(), address == null ? new Pointer() : address);
  }
}
