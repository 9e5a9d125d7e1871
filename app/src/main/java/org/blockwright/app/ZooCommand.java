package org.blockwright.app;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.dsl.show.Table;
import org.blockwright.zoo.Entry;
import org.blockwright.zoo.Zoo;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code zoo}: the list of networks, or one of them. */
@Command(
    name = "zoo",
    description = "The list of networks, or one: cut points, heads, weights and their licence.",
    footer = "  blockwright zoo mobilenet")
final class ZooCommand implements Callable<Integer> {
  @Parameters(paramLabel = "NETWORK", arity = "0..1", description = "a name from the list")
  private Optional<String> name;

  @Option(names = "--json", description = "for machines")
  private boolean json;

  private final Session session;

  ZooCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() {
    if (name.isPresent()) {
      Entry entry = Zoo.get(name.orElseThrow());
      session.print(json ? Json.text(object(entry)) : text(entry));
    } else {
      session.print(
          json ? Json.text(Zoo.entries().stream().map(ZooCommand::object).toList()) : list());
    }
    return Main.DONE;
  }

  private static Map<String, Object> object(Entry entry) {
    return Json.object(
        "name", entry.name(),
        "about", entry.about(),
        "input", entry.input().toString(),
        "smallest", entry.smallest(),
        "preprocessing", entry.preprocessing().name(),
        "heads", Heads.NAMES,
        "weights", entry.weights(),
        "groups", entry.groups(),
        "cutPoints", entry.cutPoints());
  }

  private static String list() {
    Table table = new Table("network", "input", "weights", "about");
    for (Entry entry : Zoo.entries()) {
      table.row(entry.name(), entry.input().toString(), entry.weights(), entry.about());
    }
    return table.toString();
  }

  private static String text(Entry entry) {
    Table facts = new Table("network", entry.name());
    facts.row("about", entry.about());
    facts.row("input", "%s, meant for %s and more".formatted(entry.input(), entry.smallest()));
    facts.row("preprocessing", entry.preprocessing().name());
    facts.row("heads", String.join(", ", Heads.NAMES));
    facts.row("weights", entry.weights());
    facts.row(
        "groups", entry.groups().stream().map(g -> String.join(" ", g)).collect(joining(" | ")));
    return "%s%n%n%s".formatted(facts, cuts(entry.cutPoints()));
  }

  private static Table cuts(List<CutPoint> points) {
    Table table = new Table("cut point", "channels", "reduction");
    for (CutPoint point : points) {
      String reduction = point.map() ? String.valueOf(point.reduction()) : "";
      table.row(point.name(), String.valueOf(point.channels()), reduction);
    }
    return table;
  }
}
