package dev.headrace.reports;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {
    private static final Style ASCII = new Style(false, true, 60);

    private static Table sample() {
        return new Table("Two|things")
                .left("name")
                .right("cycles")
                .left("share")
                .row("a|b, \"c\"", 12, Table.Cell.bar(0.5))
                .row("longer", Table.Cell.of("1,200", Tone.BAD), Table.Cell.bar(1))
                .note("a note");
    }

    @Test
    void numbersAlignRightAndNamesLeftUnderARule() {
        assertEquals("""
            Two|things
            name      cycles  share
            ------------------------------
            a|b, "c"      12  ######......
            longer     1,200  ############
            a note
            """, sample().text(ASCII));
    }

    @Test
    void barsGoByEighthsOfACharacterWhereTheTerminalCan() {
        assertEquals("\u2588\u2588\u258c\u00b7", Style.plain().bar(0.625, 4));
        assertEquals("\u258f\u00b7\u00b7\u00b7", Style.plain().bar(1e-6, 4), "never nothing for something");
        assertEquals("\u00b7\u00b7\u00b7\u00b7", Style.plain().bar(0, 4));
        assertEquals("\u2588\u2588\u2588\u2588", Style.plain().bar(6.4, 4), "never beyond the end");
    }

    @Test
    void colourChangesNoVisibleCharacter() {
        String coloured = sample().text(new Style(true, true, 60));
        assertTrue(coloured.contains("\u001b[1;31m1,200\u001b[0m"), coloured);
        assertEquals(sample().text(ASCII), coloured.replaceAll("\u001b\\[[0-9;]*m", ""));
    }

    @Test
    void namesAreBrokenAtWordsUntilTheTableFits() {
        Table table = new Table("").left("a").left("b").right("n").row("one two ".repeat(6), "streaming-sdpa", "1,234");
        assertEquals("""
            a                                      b                   n
            ------------------------------------------------------------
            one two one two one two one two one    streaming-sdpa  1,234
            two one two
            """, table.text(ASCII));
    }

    @Test
    void wordsAreBrokenAtAJointWhereThatIsNotEnoughAndNumbersNever() {
        Table table = new Table("").left("a").left("b").right("n").row("x".repeat(50), "y-".repeat(15), "123456789");
        assertEquals("""
            a                        b                                 n
            ------------------------------------------------------------
            xxxxxxxxxxxxxxxxxxxxxxx  y-y-y-y-y-y-y-y-y-y-y-y-  123456789
            xxxxxxxxxxxxxxxxxxxxxxx  y-y-y-
            xxxx
            """, table.text(ASCII));
    }

    @Test
    void columnsThatDoNotFitFollowBelowBesideTheFirst() {
        Table table = new Table("wide").left("name");
        List<Object> row = new ArrayList<>(List.of("unit"));
        for (int c = 1; c <= 6; c++) {
            table.right("counter " + c);
            row.add(String.valueOf(c).repeat(12));
        }
        assertEquals("""
            wide
            name     counter 1     counter 2     counter 3     counter 4
            ------------------------------------------------------------
            unit  111111111111  222222222222  333333333333  444444444444

            name     counter 5     counter 6
            --------------------------------
            unit  555555555555  666666666666
            """, table.row(row).text(ASCII));
    }

    @Test
    void proseIsFoldedBehindItsLabel() {
        assertEquals("""
            file        one two three four five six seven eight nine ten
                        eleven
            short       line
            x and a sentence of more than sixty columns, which has no
            label
            """, ASCII.fold("""
                    file        one two three four five six seven eight nine ten eleven
                    short       line
                    x and a sentence of more than sixty columns, which has no label
                    """));
    }

    @Test
    void anAsciiTerminalGetsNothingElse() {
        String text = new Table("\u00e9").left("\u03bc").row("\u6f22").text(ASCII);
        assertTrue(text.chars().allMatch(c -> c < 128), text);
    }

    @Test
    void markdownEscapesWhatWouldEndACell() {
        assertEquals("""
            ### Two\\|things

            | name | cycles | share |
            |---|---:|---|
            | a\\|b, "c" | 12 | 50.0% |
            | longer | 1,200 | 100% |

            a note
            """, sample().markdown());
    }

    @Test
    void csvQuotesCommasAndQuotes() {
        assertEquals("""
            name,cycles,share
            "a|b, ""c""\",12,50.0%
            longer,"1,200",100%
            """, sample().csv());
    }

    @Test
    void htmlEscapesEverything() {
        String html = new Table("<i>")
                .left("<b>")
                .row("<script>&\"'")
                .note("</table>")
                .html();
        assertTrue(html.contains("<caption>&lt;i&gt;</caption>"), html);
        assertTrue(html.contains("<th>&lt;b&gt;</th>"), html);
        assertTrue(html.contains("<td>&lt;script&gt;&amp;&quot;&#39;</td>"), html);
        assertTrue(html.contains("&lt;/table&gt;"), html);
    }

    @Test
    void aRowOfTheWrongLengthIsRefused() {
        Table table = new Table("").left("a").left("b");
        Exception e = assertThrows(IllegalArgumentException.class, () -> table.row("only"));
        assertEquals("row of 1 cells in a table of 2 columns", e.getMessage());
    }
}
