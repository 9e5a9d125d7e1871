package org.blockwright.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Handler of Ctrl-C. By default, Java starts its shutdown at the first Ctrl-C and ignores further
 * ones, so a second one could not stop a process that is still busy.
 *
 * <p>Uses classes of the module jdk.unsupported, which every JDK has, by reflection, since the
 * compiler warns about any direct use.
 */
final class Signals {
  private Signals() {}

  /**
   * Registers a handler, called on a separate thread for each Ctrl-C.
   *
   * @return false if this JVM has no signals, or if the process ignores this one (nohup)
   */
  static boolean onInterrupt(Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler invocations =
          (proxy, method, arguments) -> {
            if (method.getName().equals("handle")) {
              handler.run();
              return null;
            }
            return switch (method.getName()) {
              case "hashCode" -> System.identityHashCode(proxy);
              case "equals" -> proxy == arguments[0];
              default -> "Ctrl-C";
            };
          };
      Object proxy =
          Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, invocations);
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, type).invoke(null, interrupt, proxy);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
