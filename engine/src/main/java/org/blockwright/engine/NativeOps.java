package org.blockwright.engine;

import org.bytedeco.javacpp.BytePointer;
import org.nd4j.linalg.cpu.nativecpu.bindings.Nd4jCpu;
import org.nd4j.linalg.factory.Nd4j;

/** Which of libnd4j's operations have a oneDNN implementation beside the generic one. */
final class NativeOps {
  private static final int ENGINE_CPU = 0;

  private NativeOps() {}

  /** Whether libnd4j would give {@code operation} to oneDNN where its arguments allow. */
  static boolean hasOneDnnImplementation(String operation) {
    var known = Nd4j.getExecutioner().getCustomOperations().get(operation);
    if (known == null || !Nd4j.getEnvironment().helpersAllowed()) {
      return false;
    }
    // getInstance() is static in C++ but was bound as an instance's method: any address will do.
    try (BytePointer any = new BytePointer(Long.BYTES)) {
      return new Nd4jCpu.OpRegistrator(any).getInstance().hasHelper(known.getHash(), ENGINE_CPU);
    }
  }
}
