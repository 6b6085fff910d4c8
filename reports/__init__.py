"""The drawing edge: scorecards in, HTML, JSON, XLSX, JUnit, SARIF and DOCX out."""
