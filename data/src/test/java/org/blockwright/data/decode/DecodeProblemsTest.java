package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

/** The messages that no other test covers. */
class DecodeProblemsTest {

  @Test
  void limitsOfImagesOfStrangers() {
    assertThat(DecodeProblems.tooManyPixels(30, 20, 500))
        .hasMessage("it has 30 x 20 pixels; the limit is 500; reduce its size");
    assertThat(DecodeProblems.tooManyScans(3000))
        .hasMessage("it has 3000 scans; the limit is 100; save it as a baseline JPEG file");
  }

  @Test
  void truncatedFile() {
    assertThat(DecodeProblems.truncated(Format.PNG, "its end (IEND) is missing"))
        .hasMessage("the PNG is truncated: its end (IEND) is missing");
  }

  @Test
  void damagedFile() {
    assertThat(DecodeProblems.damaged(Format.GIF, "it has no colors"))
        .hasMessage("the GIF is damaged: it has no colors");
  }

  @Test
  void unsupportedVariant() {
    assertThat(DecodeProblems.unsupported(Format.JPEG, "12 bits per sample"))
        .hasMessage("the JPEG has 12 bits per sample, which is not supported");
  }

  @Test
  void unreadableFile() {
    assertThat(DecodeProblems.unreadable(new AccessDeniedException("a")))
        .hasMessage("permission denied");
    assertThat(DecodeProblems.unreadable(new IOException("it is on fire")))
        .hasMessage("read error: it is on fire");
  }
}
