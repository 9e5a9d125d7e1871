package org.blockwright.dsl.format;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;
import org.blockwright.base.DescriptionException;
import org.blockwright.dsl.Input;
import org.blockwright.dsl.Layers;
import org.blockwright.dsl.Network;
import org.blockwright.dsl.Part;
import org.blockwright.dsl.Piece;
import org.blockwright.dsl.check.Problems;

/**
 * A network from a document. What no single value has wrong, but the parts together, is told where
 * the first part stands with which the network goes wrong.
 */
final class NetworkReader {
  /** Version 1 has neither color mode nor resizing; both then have their defaults. */
  private static final Set<String> VERSIONS = Set.of("1", "2");

  private static final Set<String> KEYS =
      Set.of(
          "blockwright",
          "name",
          "input",
          "inputs",
          "preprocessing",
          "colorMode",
          "resizing",
          "augment",
          "labels",
          "blocks",
          "table",
          "head",
          "provenance");

  private static final Piece[] NONE = {};

  private NetworkReader() {}

  static Network read(Document d) {
    return d.into(NetworkReader::network);
  }

  private static Network network(Document d) {
    Map<String, Document> m = d.map(KEYS);
    if (m.containsKey("blockwright") && !VERSIONS.contains(m.get("blockwright").text())) {
      Document version = m.get("blockwright");
      throw new DescriptionException(FormatProblems.version(version.place(), version.text()));
    }
    Network.Named named = d.get("name").into(name -> Network.named(name.text()));
    Network network = named.inputs(InputFormat.inputs(d, m).toArray(Input[]::new));
    network = network.conversion(InputFormat.conversion(m));
    if (m.containsKey("augment")) {
      network = InputFormat.augment(network, m.get("augment"));
    }
    if (m.containsKey("table")) {
      network = m.get("table").into(table(network));
    }
    Optional<Document> blocks =
        m.containsKey("table") ? d.find("blocks") : Optional.of(d.get("blocks"));
    network = layers(network, blocks, d.find("head"));
    if (m.containsKey("labels")) {
      network = m.get("labels").into(labels(network));
    }
    return network;
  }

  private static Function<Document, Network> table(Network network) {
    return d -> network.with(TableReader.read(d));
  }

  private static Function<Document, Network> labels(Network network) {
    return d -> network.labels(d.list().stream().map(Document::text).toList());
  }

  /** The network with its blocks and its head. */
  private static Network layers(Network start, Optional<Document> blocks, Optional<Document> head) {
    Piece[] body = blocks.map(list -> blocks(start.name(), list)).orElse(NONE);
    Piece[] end = head.map(BlockReader::pieces).orElse(NONE);
    try {
      // At once: a body that an edit has emptied is a network with its head alone.
      return plus(
          start,
          head.isEmpty() ? body : append(body, new Part(Network.HEAD, true, Layers.seq(end))));
    } catch (DescriptionException e) {
      return stepwise(start, blocks, body, head, end);
    }
  }

  /** The same, which tells where it goes wrong. */
  private static Network stepwise(
      Network start,
      Optional<Document> blocks,
      Piece[] body,
      Optional<Document> head,
      Piece[] end) {
    Network before =
        blocks.map(list -> joined(list, body, pieces -> plus(start, pieces))).orElse(start);
    return head.map(list -> joined(list, end, before::head)).orElse(before);
  }

  private static Piece[] append(Piece[] pieces, Piece last) {
    return Stream.concat(Stream.of(pieces), Stream.of(last)).toArray(Piece[]::new);
  }

  /** The parts before the head, of which none may bear its name: it would be taken for the head. */
  private static Piece[] blocks(String network, Document list) {
    Piece[] pieces = BlockReader.pieces(list);
    for (int i = 0; i < pieces.length; i++) {
      if (pieces[i] instanceof Part part && part.name().equals(Network.HEAD)) {
        Document name = list.list().get(i).get("name");
        throw new DescriptionException(
            FormatProblems.at(name.place(), Problems.headIsTheEnd(network)));
      }
    }
    return pieces;
  }

  private static Network plus(Network before, Piece[] pieces) {
    List<Part> parts = new ArrayList<>(before.parts());
    parts.addAll(Layers.seq(pieces).parts());
    return before.with(parts);
  }

  /** The network of these pieces, which the list says; what is wrong is told where it begins. */
  private static Network joined(Document list, Piece[] pieces, Function<Piece[], Network> network) {
    return list.into(
        all -> {
          try {
            return network.apply(pieces);
          } catch (DescriptionException e) {
            return culprit(all, pieces, network)
                .into(
                    where -> {
                      throw e;
                    });
          }
        });
  }

  /**
   * The first part with which something is wrong: sought by halves, then within it where it is a
   * sequence. The list itself, where it has no part.
   */
  private static Document culprit(
      Document list, Piece[] pieces, Function<Piece[], Network> network) {
    if (pieces.length == 0) {
      return list;
    }
    int right = 0;
    int wrong = pieces.length;
    while (wrong - right > 1) {
      int middle = (right + wrong) / 2;
      if (fits(first(pieces, middle), network)) {
        right = middle;
      } else {
        wrong = middle;
      }
    }
    Document part = list.list().get(right);
    if (part.find("seq").isEmpty() || part.find("times").isPresent()) {
      return part;
    }
    Piece[] before = first(pieces, right);
    Document seq = part.get("seq");
    Function<Piece[], Network> inside =
        inner -> {
          return network.apply(append(before, shortened(pieces[before.length], inner)));
        };
    Piece[] inner = BlockReader.pieces(seq);
    return inner.length == 0 ? part : culprit(seq, inner, inside);
  }

  private static Piece shortened(Piece sequence, Piece[] inner) {
    return sequence instanceof Part part
        ? new Part(part.name(), part.group(), Layers.seq(inner))
        : Layers.seq(inner);
  }

  private static boolean fits(Piece[] pieces, Function<Piece[], Network> network) {
    try {
      network.apply(pieces);
      return true;
    } catch (DescriptionException e) {
      return false;
    }
  }

  private static Piece[] first(Piece[] pieces, int n) {
    return Arrays.copyOf(pieces, n);
  }
}
