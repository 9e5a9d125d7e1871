package org.blockwright.serve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Names of models, and ranges of options. */
class ModelSourceTest {
  @ParameterizedTest
  @CsvSource({
    "digits.zip, digits, digits.zip",
    "runs/digits-1/model.zip, digits-1, runs/digits-1/model.zip",
    "cats=runs/c/model.zip, cats, runs/c/model.zip",
    "a/b=c/x.zip, x, a/b=c/x.zip",
  })
  void nameIsGivenOrThatOfFileOrFolder(String argument, String name, String file) {
    assertThat(ModelSource.parse(argument)).isEqualTo(new ModelSource(name, Path.of(file)));
  }

  @Test
  void invalidNameIsRejected() {
    assertThatThrownBy(() -> ModelSource.parse("my model.zip"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"my model\" is not a valid name of a served model: use letters, digits, '_', '-' and '.', or give it a name, such as digits=my model.");
  }

  @Test
  void optionsOutOfRangeAreRejected() {
    ServerOptions options = ServerOptions.defaults();

    assertThatThrownBy(() -> options.listen("localhost", 65536))
        .isInstanceOf(UsageException.class)
        .hasMessage("port must be from 0 to 65535, got 65536.");
    assertThatThrownBy(() -> options.token(" ")).hasMessageStartingWith("The token is empty.");
    assertThatThrownBy(() -> options.batches(0, Duration.ZERO, 1))
        .hasMessage("batch-size must be from 1 to 1024, got 0.");
    assertThatThrownBy(() -> options.timeout(Duration.ofMillis(10)))
        .hasMessage("timeout must be from 1 to 86400, got 0.");
  }
}
