package org.blockwright.tuning.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.blockwright.base.UsageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StorageUrlTest {
  @ParameterizedTest
  @CsvSource({
    "sqlite:///a/b.db, a/b.db",
    "sqlite:////a/b.db, /a/b.db",
    "sqlite+pysqlite:///b.db, b.db",
    "jdbc:sqlite:c, c",
    "d.sqlite3, d.sqlite3"
  })
  void readsFiles(String text, String file) {
    assertThat(StorageUrl.parse(text).file()).contains(Path.of(file));
  }

  @ParameterizedTest
  @CsvSource({
    "postgresql://me:p%40s+s@host:5433/studies, jdbc:postgresql://host:5433/studies",
    "postgresql+psycopg2://me:p%40s+s@host/studies, jdbc:postgresql://host/studies",
    "postgres://me:p%40s+s@host/studies?ssl=true, jdbc:postgresql://host/studies?ssl=true"
  })
  void readsAddressesOfOptuna(String text, String jdbc) {
    StorageUrl url = StorageUrl.parse(text);

    assertThat(url.jdbc()).isEqualTo(jdbc);
    assertThat(url.user()).contains("me");
    assertThat(url.password()).contains("p@s+s");
    assertThat(url.toString()).doesNotContain("p@s").contains("studies");
  }

  @Test
  void rejectsOtherTextWithoutItsPassword() {
    assertThatThrownBy(() -> StorageUrl.parse("mysql://me:secret@host/db"))
        .isInstanceOf(UsageException.class)
        .hasMessage(
            "\"mysql://me:***@host/db\" is not the address of a database. Expected"
                + " sqlite:///FILE.db, FILE.db or postgresql://USER:PASSWORD@HOST/DATABASE.");
  }
}
