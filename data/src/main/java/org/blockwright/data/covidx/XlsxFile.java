package org.blockwright.data.covidx;

import com.google.common.collect.ImmutableList;
import com.google.common.io.ByteStreams;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.blockwright.base.Csv;
import org.blockwright.base.DataException;

/**
 * Reads the texts and numbers of the first sheet of an Excel file (ECMA-376, Office Open XML):
 * shared and inline strings. Formulas give their stored results; formats such as dates are ignored.
 */
final class XlsxFile {
  /** A sheet of a million rows is smaller; a damaged file must not fill the memory. */
  private static final long MAX_BYTES = 1L << 28;

  private final ZipFile zip;

  private XlsxFile(ZipFile zip) {
    this.zip = zip;
  }

  /**
   * Returns the rows that are not empty; the line of a row is its number in the sheet.
   *
   * @throws DataException if the file is not a sheet
   */
  static List<Csv.Row> firstSheet(Path file) {
    try (ZipFile zip = new ZipFile(file.toFile())) {
      return new XlsxFile(zip).rows();
    } catch (IOException | XMLStreamException | IllegalArgumentException e) {
      throw CovidXProblems.notASheet(file, e);
    }
  }

  private List<Csv.Row> rows() throws IOException, XMLStreamException {
    List<String> shared = sharedStrings();
    ImmutableList.Builder<Csv.Row> rows = ImmutableList.builder();
    XMLStreamReader xml = open(sheetName());
    List<String> cells = new ArrayList<>();
    int number = 0;
    while (xml.hasNext()) {
      int event = xml.next();
      if (isStart(xml, event, "row")) {
        String given = xml.getAttributeValue(null, "r");
        number = given == null ? number + 1 : Integer.parseInt(given);
        cells.clear();
      } else if (isStart(xml, event, "c")) {
        String reference = xml.getAttributeValue(null, "r");
        int column = reference == null ? cells.size() : column(reference);
        String type = xml.getAttributeValue(null, "t");
        String value = text(xml, "c");
        while (cells.size() <= column) {
          cells.add("");
        }
        cells.set(column, "s".equals(type) ? shared.get(Integer.parseInt(value)) : value);
      } else if (event == XMLStreamConstants.END_ELEMENT
          && xml.getLocalName().equals("row")
          && cells.stream().anyMatch(cell -> !cell.isBlank())) {
        rows.add(new Csv.Row(number, cells));
      }
    }
    return rows.build();
  }

  /** The part with the first sheet; the name of the part says nothing about the order. */
  private String sheetName() throws IOException, XMLStreamException {
    Map<String, String> targets = new HashMap<>();
    XMLStreamReader relations = open("xl/_rels/workbook.xml.rels");
    while (relations.hasNext()) {
      if (isStart(relations, relations.next(), "Relationship")) {
        targets.put(
            relations.getAttributeValue(null, "Id"), relations.getAttributeValue(null, "Target"));
      }
    }
    XMLStreamReader workbook = open("xl/workbook.xml");
    while (workbook.hasNext()) {
      if (isStart(workbook, workbook.next(), "sheet")) {
        String target = targets.get(relationId(workbook));
        if (target != null) {
          return target.startsWith("/") ? target.substring(1) : "xl/" + target;
        }
      }
    }
    throw new IOException("it has no sheet");
  }

  private static String relationId(XMLStreamReader sheet) {
    for (int i = 0; i < sheet.getAttributeCount(); i++) {
      // The namespace of "r:id" differs between the two variants of the standard.
      if (sheet.getAttributeLocalName(i).equals("id")) {
        return sheet.getAttributeValue(i);
      }
    }
    return "";
  }

  private List<String> sharedStrings() throws IOException, XMLStreamException {
    List<String> strings = new ArrayList<>();
    if (zip.getEntry("xl/sharedStrings.xml") == null) {
      return strings;
    }
    XMLStreamReader xml = open("xl/sharedStrings.xml");
    while (xml.hasNext()) {
      if (isStart(xml, xml.next(), "si")) {
        strings.add(text(xml, "si"));
      }
    }
    return strings;
  }

  /** Returns the texts and values up to the end of an element, without phonetic guides. */
  private static String text(XMLStreamReader xml, String element) throws XMLStreamException {
    StringBuilder text = new StringBuilder();
    boolean inText = false;
    int phonetic = 0;
    while (xml.hasNext()) {
      int event = xml.next();
      if (event == XMLStreamConstants.START_ELEMENT) {
        String name = xml.getLocalName();
        phonetic += name.equals("rPh") ? 1 : 0;
        inText = phonetic == 0 && (name.equals("t") || name.equals("v"));
      } else if (event == XMLStreamConstants.END_ELEMENT) {
        if (xml.getLocalName().equals(element)) {
          break;
        }
        phonetic -= xml.getLocalName().equals("rPh") ? 1 : 0;
        inText = false;
      } else if (inText && xml.isCharacters()) {
        text.append(xml.getText());
      }
    }
    return text.toString();
  }

  /** Returns the index of the column of a reference such as {@code B2}. */
  private static int column(String reference) {
    int column = 0;
    for (int i = 0; i < reference.length() && reference.charAt(i) >= 'A'; i++) {
      column = 26 * column + reference.charAt(i) - 'A' + 1;
    }
    if (column < 1 || column > 16_384) {
      throw new IllegalArgumentException("\"%s\" is not a cell".formatted(reference));
    }
    return column - 1;
  }

  private static boolean isStart(XMLStreamReader xml, int event, String name) {
    return event == XMLStreamConstants.START_ELEMENT && xml.getLocalName().equals(name);
  }

  private XMLStreamReader open(String part) throws IOException, XMLStreamException {
    ZipEntry entry = zip.getEntry(part);
    if (entry == null) {
      throw new IOException("it has no part " + part);
    }
    XMLInputFactory factory = XMLInputFactory.newFactory();
    // A sheet must not read other files or the network.
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    InputStream content = zip.getInputStream(entry);
    return factory.createXMLStreamReader(ByteStreams.limit(content, MAX_BYTES));
  }
}
