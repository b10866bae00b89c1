package dev.headrace.reports;

import java.awt.Dimension;
import java.awt.Graphics;
import java.awt.RenderingHints;
import java.awt.Shape;
import java.awt.geom.Rectangle2D;
import java.io.StringWriter;
import java.util.Map;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.transform.OutputKeys;
import javax.xml.transform.Transformer;
import javax.xml.transform.TransformerException;
import javax.xml.transform.TransformerFactory;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.StreamResult;
import org.apache.batik.svggen.DOMGroupManager;
import org.apache.batik.svggen.DOMTreeManager;
import org.apache.batik.svggen.SVGGeneratorContext;
import org.apache.batik.svggen.SVGGraphics2D;
import org.apache.batik.svggen.SVGIDGenerator;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Batik's SVG of what is drawn, with what pages need beside it: shapes that say what they are, text as wide as it was laid
 * out whatever font the reader has, and the colour of the page's text in place of black. The same drawing gives the same
 * bytes.
 */
final class SvgCanvas extends SVGGraphics2D {
    /** Rendering hint: what shapes are called when pointed at; a text, or null for nothing. */
    static final RenderingHints.Key TITLE = new RenderingHints.Key(1) {
        @Override
        public boolean isCompatibleValue(@Nullable Object value) {
            return value == null || value instanceof String;
        }
    };

    private static final String SVG = "http://www.w3.org/2000/svg";
    private static final String FONTS = "DejaVu Sans, Verdana, sans-serif";
    private static final int DIGITS = 2;

    /** Hints for programs that draw, which may do as they like. */
    private static final Set<String> HINTS =
            Set.of("color-interpolation", "color-rendering", "image-rendering", "shape-rendering", "text-rendering");

    /** What SVG takes for granted, and Batik says all the same. */
    private static final Map<String, String> INITIAL = Map.of(
            "fill-opacity", "1",
            "font-style", "normal",
            "font-weight", "normal",
            "stroke-dasharray", "none",
            "stroke-dashoffset", "0",
            "stroke-linejoin", "miter",
            "stroke-opacity", "1",
            "stroke-width", "1");

    private SvgCanvas(SVGGeneratorContext context) {
        super(context, false);
        watchElements();
    }

    private SvgCanvas(SvgCanvas other) {
        super(other);
        watchElements();
    }

    private void watchElements() {
        domTreeManager.removeGroupManager(domGroupManager);
        domGroupManager = new Elements(domTreeManager);
        domTreeManager.addGroupManager(domGroupManager);
    }

    /** Adds what Batik does not say to each element. */
    private final class Elements extends DOMGroupManager {
        Elements(DOMTreeManager tree) {
            super(SvgCanvas.this.gc, tree);
        }

        @Override
        public void addElement(Element element, short method) {
            if (element.getTagName().equals("text")) {
                element.removeAttribute("xml:space");
                double width = getFont()
                        .getStringBounds(element.getTextContent(), getFontRenderContext())
                        .getWidth();
                element.setAttribute("textLength", generatorCtx.doubleString(width));
                element.setAttribute("lengthAdjust", "spacingAndGlyphs");
            } else if (getRenderingHint(TITLE) instanceof String said) {
                element.appendChild(child(getDOMFactory(), "title", said));
            }
            super.addElement(element, method);
        }
    }

    @Override
    public void drawString(String text, float x, float y) {
        if (!text.isBlank()) {
            super.drawString(text, x, y);
        }
    }

    /** A clip that leaves out nothing is none. */
    @Override
    public void clip(@Nullable Shape clip) {
        Dimension size = getSVGCanvasSize();
        if (clip == null
                || size == null
                || !getTransform()
                        .createTransformedShape(clip)
                        .contains(new Rectangle2D.Double(0, 0, size.width, size.height))) {
            super.clip(clip);
        }
    }

    @Override
    public Graphics create() {
        return new SvgCanvas(this);
    }

    /**
     * An SVG element. Black takes the colour of its surroundings if {@code inherit}.
     *
     * @param ids what the ids in it begin with, not to be shared by two drawings of a page
     */
    static String element(Figure figure, String ids, boolean inherit) {
        // Batik's number formats are shared by all its graphics and not safe for several threads.
        synchronized (SvgCanvas.class) {
            Document document = document();
            SVGGeneratorContext context = SVGGeneratorContext.createDefault(document);
            context.setComment(null);
            context.setPrecision(DIGITS);
            context.setIDGenerator(new SVGIDGenerator() {
                private int next;

                @Override
                public String generateID(String prefix) {
                    return ids + "c" + next++;
                }
            });
            context.setStyleHandler((element, styles, c) -> ((Map<?, ?>) styles)
                    .forEach((name, value) -> style(element, name.toString(), value.toString(), inherit)));
            SvgCanvas canvas = new SvgCanvas(context);
            canvas.setSVGCanvasSize(new Dimension(figure.width(), figure.height()));
            figure.draw(canvas, 0, 0);
            Element root = canvas.getRoot();
            canvas.dispose();
            finish(root, figure, ids);
            return text(root);
        }
    }

    private static void style(Element element, String name, String value, boolean inherit) {
        boolean font = name.equals("font-family") && (value.equals("sans-serif") || value.equals("'Dialog'"));
        if (!font && !HINTS.contains(name)) {
            boolean paint = name.equals("fill") || name.equals("stroke");
            element.setAttribute(name, inherit && paint && value.equals("black") ? "currentColor" : value);
        }
    }

    private static void finish(Element root, Figure figure, String ids) {
        Document document = root.getOwnerDocument();
        if (root.getFirstChild() instanceof Element definitions && !definitions.hasChildNodes()) {
            root.removeChild(definitions);
        }
        root.removeAttribute("xmlns:xlink");
        INITIAL.forEach((name, value) -> {
            if (value.equals(root.getAttribute(name))) {
                root.removeAttribute(name);
            }
        });
        root.removeAttribute("width");
        root.removeAttribute("height");
        root.setAttribute("viewBox", "0 0 " + figure.width() + " " + figure.height());
        root.setAttribute("font-family", FONTS);
        root.setAttribute("role", "img");
        Element title = child(document, "title", figure.title());
        title.setAttribute("id", ids + "t");
        Element description = child(document, "desc", figure.description());
        description.setAttribute("id", ids + "d");
        root.setAttribute("aria-labelledby", ids + "t");
        root.setAttribute("aria-describedby", ids + "d");
        root.insertBefore(description, root.getFirstChild());
        root.insertBefore(title, description);
    }

    private static Element child(Document document, String name, String text) {
        Element element = document.createElementNS(SVG, name);
        element.appendChild(document.createTextNode(text));
        return element;
    }

    private static Document document() {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newDefaultInstance();
            factory.setNamespaceAware(true);
            return factory.newDocumentBuilder().getDOMImplementation().createDocument(SVG, "svg", null);
        } catch (ParserConfigurationException e) {
            throw new LinkageError("no XML in this Java", e);
        }
    }

    private static String text(Element root) {
        try {
            Transformer plain = TransformerFactory.newDefaultInstance().newTransformer();
            plain.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
            StringWriter out = new StringWriter();
            plain.transform(new DOMSource(root), new StreamResult(out));
            return out.append('\n').toString();
        } catch (TransformerException e) {
            throw new LinkageError("no XML in this Java", e);
        }
    }
}
