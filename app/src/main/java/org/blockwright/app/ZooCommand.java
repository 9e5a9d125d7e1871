package org.blockwright.app;

import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.blockwright.base.Table;
import org.blockwright.dsl.CutPoint;
import org.blockwright.dsl.edit.Heads;
import org.blockwright.zoo.Zoo;
import org.blockwright.zoo.ZooModel;
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
      ZooModel entry = Zoo.get(name.orElseThrow());
      session.print(json ? Json.text(toJson(entry)) : text(entry));
    } else {
      session.print(
          json ? Json.text(Zoo.models().stream().map(ZooCommand::toJson).toList()) : list());
    }
    return Main.SUCCESS;
  }

  private static Map<String, Object> toJson(ZooModel entry) {
    return Json.object(
        "name", entry.name(),
        "about", entry.description(),
        "input", entry.input().toString(),
        "smallest", entry.minInputSize(),
        "preprocessing", entry.preprocessing().name(),
        "heads", Heads.NAMES,
        "weights", entry.weightsSource(),
        "groups", entry.groups(),
        "cutPoints", entry.cutPoints());
  }

  private static String list() {
    Table table = new Table("network", "input", "weights", "about");
    for (ZooModel entry : Zoo.models()) {
      table.row(entry.name(), entry.input().toString(), entry.weightsSource(), entry.description());
    }
    return table.toString();
  }

  private static String text(ZooModel entry) {
    Table facts = new Table("network", entry.name());
    facts.row("about", entry.description());
    facts.row("input", "%s, meant for %s and more".formatted(entry.input(), entry.minInputSize()));
    facts.row("preprocessing", entry.preprocessing().name());
    facts.row("heads", String.join(", ", Heads.NAMES));
    facts.row("weights", entry.weightsSource());
    facts.row(
        "groups", entry.groups().stream().map(g -> String.join(" ", g)).collect(joining(" | ")));
    return "%s%n%n%s".formatted(facts, cuts(entry.cutPoints()));
  }

  private static Table cuts(List<CutPoint> points) {
    Table table = new Table("cut point", "channels", "reduction");
    for (CutPoint point : points) {
      String reduction = point.isFeatureMap() ? String.valueOf(point.reduction()) : "";
      table.row(point.name(), String.valueOf(point.channels()), reduction);
    }
    return table;
  }
}
