package org.blockwright.training.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class ReportTest {
  @Test
  void x() {
    Report.write(Path.of("target/example-report.html"), Examples.report());
    assertThat(Path.of("target/example-report.html")).exists();
  }
}
