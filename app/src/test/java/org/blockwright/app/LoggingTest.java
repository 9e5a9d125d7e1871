package org.blockwright.app;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.model.Model;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.junit.jupiter.api.Test;
import org.nd4j.common.util.OneTimeLogger;
import org.slf4j.LoggerFactory;

/** DL4J, compiled against slf4j 1.7, logs with the backend of the command. */
class LoggingTest {
  /** DL4J logs each message once per process; its own reset keeps the set of messages. */
  private static final class Messages extends OneTimeLogger {
    static void forget() {
      hashSet.clear();
      buffer.clear();
    }
  }

  @Test
  void dl4jLogsWithBackendOfCommand() {
    Logger logger = (Logger) LoggerFactory.getLogger(ComputationGraph.class);
    ListAppender<ILoggingEvent> appender = new ListAppender<>();
    appender.start();
    logger.addAppender(appender);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
    // Another test may have caused the message.
    Messages.forget();
    try {
      Network network =
          Network.named("tiny")
              .input(4, 4, 3)
              .head(Layers.globalAverage(), Layers.dense(2).softmax());
      Model.create(network, 42).close();
    } finally {
      logger.setLevel(null);
      logger.setAdditive(true);
      logger.detachAppender(appender);
    }

    assertThat(List.copyOf(appender.list))
        .extracting(ILoggingEvent::getMessage)
        .anyMatch(message -> message.startsWith("Starting ComputationGraph"));
  }

  @Test
  void warningsOfDl4jAreEnabledAndDetailsAreNot() {
    Logger logger = (Logger) LoggerFactory.getLogger(ComputationGraph.class);

    assertThat(logger.isWarnEnabled()).isTrue();
    assertThat(logger.isInfoEnabled()).isFalse();
  }
}
