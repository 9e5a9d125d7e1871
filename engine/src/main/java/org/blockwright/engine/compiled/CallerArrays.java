package org.blockwright.engine.compiled;

import java.util.List;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.Pointer;

/** Arrays of the caller that a program reads or writes, by the memory objects that view each. */
record CallerArrays(List<List<memory>> views) {
  /** Sets the arrays of the next run: floats in C order. */
  void place(List<Pointer> addresses) {
    for (int i = 0; i < addresses.size(); i++) {
      Pointer address = addresses.get(i);
      views.get(i).forEach(view -> view.set_data_handle(address));
    }
  }
}
