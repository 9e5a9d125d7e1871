package org.blockwright.engine;

import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

/** Finds out which operations of libnd4j have a oneDNN implementation. */
final class NativeOps {
  private static final int ENGINE_CPU = 0;

  private NativeOps() {}

  /** Returns whether libnd4j runs {@code operation} with oneDNN if its arguments allow it. */
  static boolean hasOneDnnImplementation(String operation) {
    var known = Nd4j.getExecutioner().getCustomOperations().get(operation);
    if (known == null || !Nd4j.getEnvironment().helpersAllowed()) {
      return false;
    }
    // getInstance() is static in C++ but bound as an instance method: the address is not used.
    try (BytePointer dummy = new BytePointer(Long.BYTES)) {
      return new Nd4jCpu.OpRegistrator(dummy).getInstance().hasHelper(known.getHash(), ENGINE_CPU);
    }
  }
}
