/**
 * Checks of descriptions, their problems as values, and the arithmetic of sliding windows.
 *
 * <pre>{@code
 * Checks.require(units >= 1, () -> NumberProblems.belowMinimum("dense", "units", 1, units));
 * int size = Windows.outputSize(224, 3, 2, true, 0, 1);   // 112
 * }</pre>
 *
 * <p>All messages of Blockwright are created in classes whose name ends in {@code Problems}, by one
 * convention:
 *
 * <ul>
 *   <li>Such a class is final, has only static methods, and belongs to the package that throws its
 *       problems. It is package-private; only problems that several packages share are public, in
 *       the lowest of these packages.
 *   <li>There is one factory for each problem, named after what is wrong: {@code duplicateName},
 *       {@code belowMinimum}, {@code unknownKey}. Its parameters are the values that the message
 *       contains. A test has the full text.
 *   <li>A factory returns a value that code can distinguish without its text: in this module a
 *       {@link org.blockwright.dsl.check.Problem}, since several are reported together; in all
 *       others the exception to throw, whose type says what the user can fix. A {@code String} is
 *       returned only for what is not thrown: a notice that is printed, or advice that is added.
 *   <li>A message has a subject, what is wrong, what was expected, what was found, and how to fix
 *       it.
 * </ul>
 */
package org.blockwright.dsl.check;
