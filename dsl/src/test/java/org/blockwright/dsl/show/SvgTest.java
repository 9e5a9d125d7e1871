package org.blockwright.dsl.show;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.Font;
import java.awt.font.FontRenderContext;
import java.awt.geom.Point2D;
import java.awt.geom.Rectangle2D;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.blockwright.dsl.graph.LayerGraph;
import org.blockwright.dsl.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** The drawing as an SVG viewer shows it, parsed from the XML. */
class SvgTest {
  /** Coordinates are written with one decimal. */
  private static final double ROUNDING = 0.11;

  static Stream<Drawing> drawings() {
    LayerGraph resnet = ExampleNetworks.resnet(3, 4, 6, 3).graph();
    Stream<Drawing> random =
        IntStream.range(0, 12)
            .mapToObj(ExampleNetworks::random)
            .flatMap(graph -> Stream.of(Drawing.of(graph), Drawing.of(graph, 1)));
    return Stream.concat(random, samples(resnet));
  }

  private static Stream<Drawing> samples(LayerGraph resnet) {
    return Stream.of(
        Drawing.of(ExampleNetworks.longSkipConnections()),
        Drawing.of(ExampleNetworks.longSkipConnections(), 1),
        Drawing.of(ExampleNetworks.tiny().graph()),
        Drawing.of(resnet, 1),
        Drawing.of(resnet, 2),
        Drawing.of(resnet, 4),
        Drawing.of(ExampleNetworks.interleavedBlocks(), 1),
        Drawing.of(ExampleNetworks.interleavedBlocks()),
        Drawing.of(ExampleNetworks.namesToEscape()),
        Drawing.of(ExampleNetworks.graph("empty", "in", Shape.of(2, 2, 2), List.of())));
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void textFitsInBoxes(Drawing drawing) throws Exception {
    List<Element> boxes = groups(Svg.of(drawing), "box");

    assertThat(boxes).hasSameSizeAs(drawing.boxes());
    for (int i = 0; i < boxes.size(); i++) {
      Rectangle2D frame = boxBounds(boxes.get(i));
      List<Element> texts = elements(boxes.get(i), "text");
      assertThat(texts).hasSizeGreaterThanOrEqualTo(2);
      for (Element text : texts) {
        assertThat(frame.contains(textBounds(text))).as(text.getTextContent()).isTrue();
      }
      String title = elements(boxes.get(i), "title").get(0).getTextContent();
      assertThat(title).isEqualTo(drawing.boxes().get(i).details().replace('\u0001', '\ufffd'));
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void boxesAreOnPageAndDoNotOverlap(Drawing drawing) throws Exception {
    String svg = Svg.of(drawing);
    List<Rectangle2D> frames = groups(svg, "box").stream().map(SvgTest::boxBounds).toList();
    Rectangle2D page = page(svg);

    for (int i = 0; i < frames.size(); i++) {
      assertThat(page.contains(placed(svg, frames.get(i)))).isTrue();
      for (int j = 0; j < i; j++) {
        assertThat(frames.get(i).intersects(frames.get(j))).as("%s and %s", i, j).isFalse();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void arrowsConnectBoxesAndCrossNone(Drawing drawing) throws Exception {
    String svg = Svg.of(drawing);
    List<Rectangle2D> frames = groups(svg, "box").stream().map(SvgTest::boxBounds).toList();
    List<Element> arrows = groups(svg, "arrow");

    assertThat(arrows).hasSameSizeAs(drawing.arrows());
    for (int i = 0; i < arrows.size(); i++) {
      List<Point2D> points = points(arrows.get(i));
      assertTouches(frames.get(drawing.arrows().get(i).from()), points.get(0));
      assertTouches(frames.get(drawing.arrows().get(i).to()), points.get(points.size() - 1));
      for (int p = 1; p < points.size(); p++) {
        Point2D a = points.get(p - 1);
        Point2D b = points.get(p);
        for (Rectangle2D frame : frames) {
          Rectangle2D inner =
              new Rectangle2D.Double(
                  frame.getX() + 1, frame.getY() + 1, frame.getWidth() - 2, frame.getHeight() - 2);
          assertThat(inner.intersectsLine(a.getX(), a.getY(), b.getX(), b.getY())).isFalse();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("drawings")
  void arrowLabelsAreShapesAndCoverNothing(Drawing drawing) throws Exception {
    String svg = Svg.of(drawing);
    List<Rectangle2D> taken = new ArrayList<>();
    groups(svg, "box").forEach(box -> taken.add(boxBounds(box)));
    List<Element> arrows = groups(svg, "arrow");

    for (int i = 0; i < arrows.size(); i++) {
      Element text = elements(arrows.get(i), "text").get(0);
      Rectangle2D label = boxBounds(arrows.get(i));
      assertThat(text.getTextContent()).isEqualTo(drawing.arrows().get(i).shape().toString());
      assertThat(taken).noneMatch(label::intersects);
      taken.add(label);
    }
  }

  @Test
  void collapsedDeepNetworkFitsOnePageReadably() throws Exception {
    Rectangle2D page = page(Svg.of(Drawing.of(ExampleNetworks.resnet(3, 4, 6, 3).graph(), 2)));

    // A4 with margins of one centimeter is 190 mm x 277 mm; the smallest text has 9.5 px.
    double millimeters = Math.min(190 / page.getWidth(), 277 / page.getHeight());
    double points = 9.5 * millimeters * 72 / 25.4;
    assertThat(points).isGreaterThan(6);
    assertThat(page.getHeight() / page.getWidth()).isBetween(1.0, 2.0);
  }

  @Test
  void fileIsSelfContained() {
    String svg = Svg.of(Drawing.of(ExampleNetworks.namesToEscape()));

    assertThat(svg).doesNotContain("href", "@import", "<script", "<style", "<image");
    assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
  }

  @Test
  void equalDrawingsGiveEqualFiles() {
    Drawing drawing = Drawing.of(ExampleNetworks.resnet(2, 2).graph());

    assertThat(Svg.of(drawing)).isEqualTo(Svg.of(drawing));
  }

  private static void assertTouches(Rectangle2D frame, Point2D point) {
    assertThat(point.getX()).isBetween(frame.getMinX(), frame.getMaxX());
    double distance =
        Math.min(
            Math.abs(point.getY() - frame.getMinY()), Math.abs(point.getY() - frame.getMaxY()));
    assertThat(distance).isCloseTo(0, within(ROUNDING));
  }

  /** Returns the bounds of a text in the sans-serif font of this machine. */
  private static Rectangle2D textBounds(Element text) {
    boolean bold = text.getAttribute("font-weight").equals("bold");
    Font font =
        new Font(Font.SANS_SERIF, bold ? Font.BOLD : Font.PLAIN, 1)
            .deriveFont((float) number(text, "font-size"));
    Rectangle2D ink =
        font.createGlyphVector(new FontRenderContext(null, true, true), text.getTextContent())
            .getLogicalBounds();
    double ascent = 0.8 * number(text, "font-size");
    return new Rectangle2D.Double(
        number(text, "x") - ink.getWidth() / 2,
        number(text, "y") - ascent,
        ink.getWidth(),
        ascent + 0.2 * number(text, "font-size"));
  }

  private static Rectangle2D boxBounds(Element group) {
    Element rect = elements(group, "rect").get(0);
    return new Rectangle2D.Double(
        number(rect, "x"), number(rect, "y"), number(rect, "width"), number(rect, "height"));
  }

  private static List<Point2D> points(Element arrow) {
    return Stream.of(elements(arrow, "path").get(0).getAttribute("d").substring(1).split("L"))
        .map(pair -> pair.split(" "))
        .map(
            pair ->
                (Point2D)
                    new Point2D.Double(Double.parseDouble(pair[0]), Double.parseDouble(pair[1])))
        .toList();
  }

  private static Rectangle2D page(String svg) throws Exception {
    Element root = parsed(svg).getDocumentElement();
    return new Rectangle2D.Double(0, 0, number(root, "width"), number(root, "height"));
  }

  /** Moves a box by the offset of the graph, which is below the title. */
  private static Rectangle2D placed(String svg, Rectangle2D frame) throws Exception {
    String move =
        elements(parsed(svg).getDocumentElement(), "g").stream()
            .map(g -> g.getAttribute("transform"))
            .filter(t -> t.startsWith("translate("))
            .findFirst()
            .orElseThrow();
    String[] offsets = move.replaceAll("[^0-9. ]", "").split(" ");
    return new Rectangle2D.Double(
        frame.getX() + Double.parseDouble(offsets[0]),
        frame.getY() + Double.parseDouble(offsets[1]),
        frame.getWidth(),
        frame.getHeight());
  }

  private static Document parsed(String svg) throws Exception {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg.getBytes(StandardCharsets.UTF_8)));
  }

  private static List<Element> groups(String svg, String kind) throws Exception {
    return elements(parsed(svg).getDocumentElement(), "g").stream()
        .filter(g -> g.getAttribute("class").equals(kind))
        .toList();
  }

  private static List<Element> elements(Element under, String name) {
    NodeList found = under.getElementsByTagName(name);
    return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i)).toList();
  }

  private static double number(Element element, String attribute) {
    return Double.parseDouble(element.getAttribute(attribute));
  }
}
