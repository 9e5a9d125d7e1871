/**
 * The intermediate representation of a network: its layers with their connections and shapes, in an
 * order in which every layer comes after its inputs. Lowering, weights, summaries and plots read
 * it.
 *
 * <pre>{@code
 * LayerGraph graph = network.graph();
 * graph.nodes().forEach(node -> System.out.println(node.path() + " " + node.shape()));
 * }</pre>
 */
package org.blockwright.dsl.graph;
