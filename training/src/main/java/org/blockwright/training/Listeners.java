package org.blockwright.training;

import com.google.common.base.Ascii;
import java.util.List;
import org.blockwright.base.TrainingException;

/**
 * Sends events to the listeners of a training run: first those of the training itself, then those
 * added by the user.
 */
final class Listeners {
  private final List<TrainingListener> own;
  private final List<TrainingListener> added;
  private final TrainingControl control;

  /** A method of {@link TrainingListener}. */
  interface Handler<E extends TrainingEvent> {
    void handle(TrainingListener listener, E event, TrainingControl control);
  }

  Listeners(List<TrainingListener> own, List<TrainingListener> added, TrainingControl control) {
    this.own = List.copyOf(own);
    this.added = List.copyOf(added);
    this.control = control;
  }

  /**
   * Sends an event to all listeners.
   *
   * @throws TrainingException if a listener of the user fails
   */
  <E extends TrainingEvent> void send(E event, Handler<E> handler) {
    for (TrainingListener listener : own) {
      handler.handle(listener, event, control);
    }
    for (TrainingListener listener : added) {
      try {
        handler.handle(listener, event, control);
      } catch (RuntimeException e) {
        throw new TrainingException(
            TrainingProblems.listenerFailed(listener.getClass().getName(), method(event), e), e);
      }
    }
  }

  private static String method(TrainingEvent event) {
    String name = event.getClass().getSimpleName();
    return Ascii.toLowerCase(name.charAt(0)) + name.substring(1);
  }

  /** Sends the error of a training run to all listeners, also if some of them fail. */
  void sendFailure(Throwable error) {
    TrainingEvent.RunFailed event = new TrainingEvent.RunFailed(error);
    for (List<TrainingListener> listeners : List.of(own, added)) {
      for (TrainingListener listener : listeners) {
        try {
          listener.runFailed(event);
        } catch (RuntimeException e) {
          error.addSuppressed(e);
        }
      }
    }
  }
}
