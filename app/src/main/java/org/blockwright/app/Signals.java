package org.blockwright.app;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;

/**
 * Ctrl-C as an event. Java's own handling begins the process's end at the first one and ignores all
 * others, so that a second one could not end a process that is still busy.
 *
 * <p>The classes are those of the module jdk.unsupported, which every JDK has; they are looked up
 * by name since the compiler warns about each use of them.
 */
final class Signals {
  private Signals() {}

  /**
   * Calls the handler at each Ctrl-C, on a thread of its own.
   *
   * @return false where this Java has no signals, or the process ignores this one (nohup)
   */
  static boolean onInterrupt(Runnable handler) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> type = Class.forName("sun.misc.SignalHandler");
      InvocationHandler calls =
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
      Object proxy = Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, calls);
      Object interrupt = signal.getConstructor(String.class).newInstance("INT");
      signal.getMethod("handle", signal, type).invoke(null, interrupt, proxy);
      return true;
    } catch (ReflectiveOperationException | RuntimeException e) {
      return false;
    }
  }
}
