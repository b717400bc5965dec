"""What one would write with the same packages in an afternoon, as a rival for the whole pipeline.

Runs in the Python of `rivals.environment`, where nothing of this project is installed. A line of JSON on standard input
sets it up: `models` (folders of spaCy models by language), `labels` (CSV of labelled paragraphs), `articles` (patterns
by language), `elements` (whether unstructured finds the text and its paragraphs). Each line after that is a list of
files; the answer to each is the CPU seconds that they took, their paragraphs and what was found in them.
"""

import csv
import json
import re
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any, TextIO

import dateparser.search
import langdetect
import lxml.html
import pdfplumber
import spacy
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline, make_union
from sklearn.preprocessing import MultiLabelBinarizer

BLANK_LINES = re.compile(r"\n\s*\n")


def text_of(path: Path) -> str:
    """The text of a file, as its package gives it."""
    if path.suffix == ".pdf":
        with pdfplumber.open(path) as document:
            return "\n\n".join(page.extract_text() or "" for page in document.pages)
    if path.suffix == ".html":
        return str(lxml.html.fromstring(path.read_bytes()).text_content())
    return path.read_text(encoding="utf-8", errors="replace")


def split(path: Path) -> list[str]:
    """The paragraphs of a file: what stands between blank lines."""
    return [part for part in BLANK_LINES.split(text_of(path)) if part.strip()]


def elements(path: Path) -> list[str]:
    """The same by unstructured."""
    from unstructured.partition.html import partition_html
    from unstructured.partition.pdf import partition_pdf
    from unstructured.partition.text import partition_text

    if path.suffix == ".pdf":
        found = partition_pdf(filename=str(path), strategy="fast")
    elif path.suffix == ".html":
        found = partition_html(filename=str(path))
    else:
        found = partition_text(filename=str(path))
    return [element.text for element in found if element.text.strip()]


def without_download() -> None:
    """Let spaCy's rules stand in for the sentence model that unstructured asks for from the network, where it is not
    there: they are quicker."""
    from unstructured.nlp import tokenize

    load = tokenize._load_spacy_model

    def model() -> Any:
        try:
            return load()
        except (RuntimeError, OSError):
            plain = spacy.blank("en")
            plain.add_pipe("sentencizer")
            return plain

    tokenize._load_spacy_model = model


def classifier(labels: Path) -> Any:
    """TF-IDF of words and letters with a logistic regression for each category, learned from labelled paragraphs."""
    with labels.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    wanted = MultiLabelBinarizer().fit_transform([row["categories"].split(";") for row in rows])
    words = TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True)
    letters = TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5), sublinear_tf=True)
    model = make_pipeline(make_union(words, letters), OneVsRestClassifier(LogisticRegression(solver="liblinear")))
    return model.fit([row["text"] for row in rows], wanted)


class Stack:
    """The packages, one after the other, on each paragraph."""

    def __init__(self, setup: dict[str, Any]) -> None:
        self.paragraphs = elements if setup["elements"] else split
        if setup["elements"]:
            without_download()
        self.models = {language: spacy.load(folder) for language, folder in setup["models"].items()}
        self.articles = {language: re.compile(pattern) for language, pattern in setup["articles"].items()}
        self.classifier = classifier(Path(setup["labels"]))

    def read(self, path: Path) -> Iterator[tuple[str, int]]:
        """What is found in a file, kind by kind, and how much of it."""
        for text in self.paragraphs(path):
            yield "paragraphs", 1
            try:
                language = langdetect.detect(text)
            except langdetect.LangDetectException:
                continue
            if language in self.models:
                yield "people", len(self.models[language](text).ents)
            if language in self.articles:
                yield "articles", sum(1 for _ in self.articles[language].finditer(text))
            with suppress(ValueError):  # a language that dateparser does not know
                yield "dates", len(dateparser.search.search_dates(text, languages=[language]) or ())
            yield "categories", int((self.classifier.predict_proba([text]) > 0.5).sum())


def serve(lines: TextIO) -> None:
    """Answer each line of files."""
    langdetect.DetectorFactory.seed = 0
    stack = Stack(json.loads(lines.readline()))
    print(json.dumps("ready"), flush=True)
    for line in lines:
        found: dict[str, int] = {}
        failed: list[str] = []
        start = time.process_time()
        for path in json.loads(line):
            try:
                for kind, count in stack.read(Path(path)):
                    found[kind] = found.get(kind, 0) + count
            except Exception as error:
                failed.append(f"{Path(path).name}: {type(error).__name__}: {error}")
        print(json.dumps({"seconds": time.process_time() - start, "found": found, "failed": failed}), flush=True)


if __name__ == "__main__":
    serve(sys.stdin)
