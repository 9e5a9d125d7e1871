package org.blockwright.data.covidx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.blockwright.base.DataException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MetadataTableTest {
  @TempDir private Path folder;

  private MetadataTable read(byte[] content) throws IOException {
    return MetadataTable.read(Files.write(folder.resolve("metadata.csv"), content));
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
  void byteOrderMarkDecidesTheEncoding(String encoding) throws IOException {
    MetadataTable table =
        read("\uFEFFpatientid,notes\n1,38° d’hôpital\n".getBytes(Charset.forName(encoding)));

    assertThat(table.cell(table.rows().get(0), "notes")).isEqualTo("38° d’hôpital");
    assertThat(table.hasColumn("patientid")).isTrue();
  }

  @Test
  void textThatIsNotUtf8IsWindows1252() throws IOException {
    byte[] bytes = "a,notes\n1,38_ the patient_s\n".getBytes(StandardCharsets.US_ASCII);
    bytes[12] = (byte) 0xB0;
    bytes[25] = (byte) 0x92;

    MetadataTable table = read(bytes);

    assertThat(table.isWindows1252()).isTrue();
    assertThat(table.cell(table.rows().get(0), "notes")).isEqualTo("38° the patient’s");
  }

  @Test
  void columnsAreComparedWithoutCaseAndBlanks() throws IOException {
    MetadataTable table =
        read(
            "Patientid, url,clinical notes,\r\n7,u,\"a,\nb\"\r\n".getBytes(StandardCharsets.UTF_8));

    assertThat(table.header()).containsExactly("patientid", "url", "clinical_notes", "");
    assertThat(table.cell(table.rows().get(0), "clinical_notes")).isEqualTo("a,\nb");
    assertThat(table.cell(table.rows().get(0), "view")).isEmpty();
  }

  @Test
  void rowWithMoreCellsThanTheHeaderIsAnErrorUnlessTheyAreEmpty() throws IOException {
    byte[] shifted = "a,b\n1,2,3\n".getBytes(StandardCharsets.UTF_8);

    assertThat(read("a,b\n1,2,,\n".getBytes(StandardCharsets.UTF_8)).rows()).hasSize(1);
    assertThatThrownBy(() -> read(shifted))
        .isInstanceOf(DataException.class)
        .hasMessage(
            "%s line 2 has 3 cells, expected at most 2 as in the header. Put cells with commas in quotes.",
            folder.resolve("metadata.csv"));
    assertThatThrownBy(() -> read("a,b\n".getBytes(StandardCharsets.UTF_8)))
        .hasMessageEndingWith("has no rows after the header.");
  }

  @Test
  void sheetHasSharedAndInlineStrings() {
    Path file = folder.resolve("COVID.metadata.xlsx");
    MadeUpSources.sheet(
        file, new String[] {"FILE NAME", "FORMAT", "URL"}, new String[] {"a &amp; b", "PNG", "u"});

    MetadataTable table = MetadataTable.read(file);

    assertThat(table.header()).containsExactly("file_name", "format", "url");
    assertThat(table.rows().get(0).cells()).containsExactly("a & b", "PNG", "u");
    assertThat(table.rows().get(0).line()).isEqualTo(2);
  }

  @Test
  void damagedSheetIsOneLine() throws IOException {
    Path file = Files.writeString(folder.resolve("a.xlsx"), "no sheet");

    assertThatThrownBy(() -> MetadataTable.read(file))
        .isInstanceOf(DataException.class)
        .hasMessageStartingWith(file + " is not an Excel file (.xlsx): ");
  }
}
