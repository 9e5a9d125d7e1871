package org.blockwright.dsl;

import com.google.common.collect.ImmutableList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.blockwright.dsl.check.Problems;

/**
 * Blocks one after the other.
 *
 * <p>Pieces without a name are called by what they are ({@code conv}, {@code pool}, {@code relu}),
 * with a number from 1 where the sequence has several: {@code seq(conv(3, 64).times(2),
 * maxPool(2))} has {@code conv1}, {@code conv2} and {@code pool}.
 */
public record Seq(List<Part> parts) implements Block {
  public Seq {
    parts = ImmutableList.copyOf(parts);
    Problems.unique(parts.stream().map(Part::name).toList());
  }

  static Seq of(List<? extends Piece> pieces) {
    List<Piece> flat = new ArrayList<>();
    pieces.forEach(piece -> flatten(piece, flat));
    Map<String, Integer> counts = new HashMap<>();
    for (Piece piece : flat) {
      if (piece instanceof Block block) {
        counts.merge(block.word(), 1, Integer::sum);
      }
    }
    Map<String, Integer> numbers = new HashMap<>();
    ImmutableList.Builder<Part> parts = ImmutableList.builder();
    for (Piece piece : flat) {
      if (piece instanceof Part part) {
        parts.add(part);
      } else {
        Block block = (Block) piece;
        int number = numbers.merge(block.word(), 1, Integer::sum);
        String name = counts.get(block.word()) > 1 ? block.word() + number : block.word();
        parts.add(Part.of(name, block));
      }
    }
    return new Seq(parts.build());
  }

  /** Several of one piece are written out; those with a name get a number behind it. */
  private static void flatten(Piece piece, List<Piece> out) {
    if (piece instanceof Times times) {
      for (int i = 1; i <= times.n(); i++) {
        flatten(numbered(times.piece(), i), out);
      }
    } else {
      out.add(piece);
    }
  }

  private static Piece numbered(Piece piece, int number) {
    return piece instanceof Part part
        ? new Part(part.name() + number, part.group(), part.block())
        : piece;
  }

  @Override
  public List<String> outputNames() {
    return parts.isEmpty()
        ? List.of(Wiring.OUTPUT)
        : parts.get(parts.size() - 1).block().outputNames();
  }

  @Override
  public String word() {
    return "seq";
  }
}
