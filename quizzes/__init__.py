"""What is asked: questions, their variants and grades, and the banks that authors write.

``quizzes.reader`` reads banks, ``quizzes.desk`` takes answers, ``quizzes.grading`` says what they
come to; ``quizzes.base`` holds the promises between them and the pages.
"""
