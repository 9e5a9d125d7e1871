package org.blockwright.engine.compiled;

import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.dnnl.global.dnnl;

/** The tensors that a primitive reads and writes, by oneDNN's argument numbers. */
final class Arguments {
  private final Map<Integer, Tensor> tensors = new LinkedHashMap<>();

  static Arguments of(Tensor source, Tensor destination) {
    return new Arguments().with(dnnl.DNNL_ARG_SRC, source).with(dnnl.DNNL_ARG_DST, destination);
  }

  Arguments with(int argument, Tensor tensor) {
    tensors.put(argument, tensor);
    return this;
  }

  Map<Integer, Tensor> tensors() {
    return tensors;
  }
}
