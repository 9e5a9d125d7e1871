package org.blockwright.data.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import org.junit.jupiter.api.Test;

/** The wordings that no other test pins. */
class DecodeProblemsTest {

  @Test
  void a_file_cut_off() {
    assertThat(DecodeProblems.truncated(Format.PNG, "its end (IEND) is missing"))
        .hasMessage("the PNG is cut off: its end (IEND) is missing");
  }

  @Test
  void a_file_damaged() {
    assertThat(DecodeProblems.damaged(Format.GIF, "it has no colours"))
        .hasMessage("the GIF is damaged: it has no colours");
  }

  @Test
  void a_kind_that_is_not_read() {
    assertThat(DecodeProblems.unsupported(Format.JPEG, "12 bits a sample"))
        .hasMessage("the JPEG has 12 bits a sample, which is not read");
  }

  @Test
  void a_disk_that_does_not_give_the_file() {
    assertThat(DecodeProblems.unreadable(new AccessDeniedException("a")))
        .hasMessage("permission denied");
    assertThat(DecodeProblems.unreadable(new IOException("it is on fire")))
        .hasMessage("the disk says it is on fire");
  }
}
