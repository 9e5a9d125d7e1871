package org.blockwright.engine.compiled;

import java.util.function.Supplier;
import org.bytedeco.dnnl.memory;
import org.bytedeco.javacpp.PointerScope;

/** A parameter, or a value computed from parameters, in the layout that a primitive chose. */
final class Weight implements AutoCloseable {
  private final PointerScope scope;
  private final NativeMemory storage;
  private final Tensor tensor;
  private final Supplier<WeightSource> source;
  private int users;

  private Weight(
      PointerScope scope, NativeMemory storage, Tensor tensor, Supplier<WeightSource> source) {
    this.scope = scope;
    this.storage = storage;
    this.tensor = tensor;
    this.source = source;
  }

  /** Allocates memory and copies the parameters into it. */
  static Weight load(
      String name, memory.desc desc, long[] dimensions, Supplier<WeightSource> source) {
    long bytes = desc.get_size();
    NativeMemory storage = NativeMemory.allocate(bytes, "the parameters of \"" + name + "\"");
    try (PointerScope scope = OneDnn.scope()) {
      Tensor tensor =
          new Tensor(new memory.desc(desc), dimensions, Buffer.at(storage.at(0), bytes));
      Weight weight = new Weight(scope, storage, tensor, source);
      weight.reload();
      scope.extend();
      return weight;
    } catch (RuntimeException | Error e) {
      storage.close();
      throw e;
    }
  }

  /** Copies the current parameters again. */
  void reload() {
    source.get().copyTo(tensor);
  }

  Tensor tensor() {
    return tensor;
  }

  /** Returns the size of the memory in bytes. */
  long bytes() {
    return storage.bytes();
  }

  void retain() {
    users++;
  }

  /** Returns whether nothing uses the weight any longer. */
  boolean release() {
    users--;
    return users == 0;
  }

  @Override
  public void close() {
    scope.close();
    storage.close();
  }
}
