package org.blockwright.data.covidx;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.imageio.ImageIO;
import org.blockwright.base.Csv;

/** Writes small trees with the layout of the public sources. */
final class MadeUpSources {
  static final String FIRST_HEADER =
      "Patientid,offset,sex,age,finding,survival,view,date,location,filename,doi, url,license,notes";

  /** The name of the last column is empty, as in the source. */
  static final String LATE_HEADER =
      "patientid,offset,sex,age,finding,RT_PCR_positive,survival,intubated,intubation_present,went_icu,in_icu,needed_supplemental_O2,extubated,temperature,pO2_saturation,leukocyte_count,neutrophil_count,lymphocyte_count,view,modality,date,location,folder,filename,doi,url,license,clinical_notes,other_notes,";

  private MadeUpSources() {}

  /** Writes an image of smooth blobs; another seed is another image. */
  static Path image(Path file, int seed, int size) {
    Random random = new Random(seed);
    double[][] coarse = new double[9][9];
    for (double[] row : coarse) {
      for (int i = 0; i < row.length; i++) {
        row[i] = random.nextInt(256);
      }
    }
    BufferedImage image = new BufferedImage(size, size, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < size; y++) {
      for (int x = 0; x < size; x++) {
        double fy = 7.99 * y / size;
        double fx = 7.99 * x / size;
        int i = (int) fy;
        int j = (int) fx;
        double top = coarse[i][j] + (coarse[i][j + 1] - coarse[i][j]) * (fx - j);
        double bottom = coarse[i + 1][j] + (coarse[i + 1][j + 1] - coarse[i + 1][j]) * (fx - j);
        image.getRaster().setSample(x, y, 0, (int) (top + (bottom - top) * (fy - i)));
      }
    }
    try {
      Files.createDirectories(file.getParent());
      ImageIO.write(image, "png", file.toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return file;
  }

  static void text(Path file, String text) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns a row of the late form of ieee8023; the rest of the cells is empty. */
  static String lateRow(Map<String, String> cells) {
    String[] header = LATE_HEADER.split(",", -1);
    Object[] row = new Object[header.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = cells.getOrDefault(header[i], "");
    }
    return Csv.line(row);
  }

  /** Writes a figure1 source of one image per row: patient, finding; the seeds count from 1. */
  static Path figure1(Path root, String... patientsAndFindings) {
    StringBuilder csv =
        new StringBuilder(
            "patientid,offset,sex,age,finding,survival,temperature,pO2 saturation,view,modality,artifacts/distortion,notes\n");
    for (int i = 0; i < patientsAndFindings.length; i += 2) {
      csv.append(
          "%s,,,,%s,,,,PA,X-ray,,\n".formatted(patientsAndFindings[i], patientsAndFindings[i + 1]));
      image(root.resolve("images/" + patientsAndFindings[i] + ".png"), i / 2 + 1, 40);
    }
    text(root.resolve("metadata.csv"), csv.toString());
    return root;
  }

  /** Writes a sheet with shared strings for text and inline strings in the last column. */
  static void sheet(Path file, String[]... rows) {
    StringBuilder shared = new StringBuilder();
    StringBuilder data = new StringBuilder();
    Map<String, Integer> indices = new TreeMap<>();
    for (int r = 0; r < rows.length; r++) {
      data.append("<row r=\"%d\">".formatted(r + 1));
      for (int c = 0; c < rows[r].length; c++) {
        String cell = rows[r][c];
        char column = (char) ('A' + c);
        if (c == rows[r].length - 1) {
          data.append(
              "<c r=\"%s%d\" t=\"inlineStr\"><is><t>%s</t></is></c>"
                  .formatted(column, r + 1, cell));
          continue;
        }
        if (!indices.containsKey(cell)) {
          indices.put(cell, indices.size());
          shared.append("<si><t>%s</t></si>".formatted(cell));
        }
        data.append(
            "<c r=\"%s%d\" t=\"s\"><v>%d</v></c>".formatted(column, r + 1, indices.get(cell)));
      }
      data.append("</row>");
    }
    String namespace = "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\"";
    Map<String, String> parts = new TreeMap<>();
    parts.put(
        "xl/workbook.xml",
        "<workbook %s xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\"><sheets><sheet name=\"a\" sheetId=\"1\" r:id=\"rId7\"/></sheets></workbook>"
            .formatted(namespace));
    parts.put(
        "xl/_rels/workbook.xml.rels",
        "<Relationships><Relationship Id=\"rId7\" Target=\"worksheets/sheet3.xml\"/></Relationships>");
    parts.put("xl/sharedStrings.xml", "<sst %s>%s</sst>".formatted(namespace, shared));
    parts.put(
        "xl/worksheets/sheet3.xml",
        "<worksheet %s><sheetData>%s</sheetData></worksheet>".formatted(namespace, data));
    try {
      Files.createDirectories(file.getParent());
      try (OutputStream out = Files.newOutputStream(file);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, String> part : parts.entrySet()) {
          zip.putNextEntry(new ZipEntry(part.getKey()));
          zip.write(part.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
